<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
    <message id="p1_bill">
        <source>Billed if the month ended now</source>
        <translation>Verrechnet, wenn der Monat jetzt endete</translation>
    </message>
    <message id="p1_bill_allowed">
        <source>Allowed without a higher bill</source>
        <translation>Erlaubt ohne höhere Rechnung</translation>
    </message>
    <message id="p1_bill_forecast">
        <source>Billed with this forecast</source>
        <translation>Verrechnet mit dieser Vorhersage</translation>
    </message>
    <message id="p1_cause_contradiction">
        <source>contradictory</source>
        <translation>widersprüchlich</translation>
    </message>
    <message id="p1_cause_crc">
        <source>checksum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message id="p1_cause_encrypted">
        <source>encrypted</source>
        <translation>verschlüsselt</translation>
    </message>
    <message id="p1_cause_fcs">
        <source>frame check</source>
        <translation>Rahmenprüfung</translation>
    </message>
    <message id="p1_cause_garbage">
        <source>no telegram</source>
        <translation>kein Telegramm</translation>
    </message>
    <message id="p1_cause_key">
        <source>wrong key</source>
        <translation>falscher Schlüssel</translation>
    </message>
    <message id="p1_cause_no_crc">
        <source>no checksum</source>
        <translation>keine Prüfsumme</translation>
    </message>
    <message id="p1_cause_outdated">
        <source>out of date</source>
        <translation>veraltet</translation>
    </message>
    <message id="p1_cause_parity">
        <source>parity</source>
        <translation>Parität</translation>
    </message>
    <message id="p1_cause_too_long">
        <source>too long</source>
        <translation>zu lang</translation>
    </message>
    <message id="p1_cause_truncated">
        <source>incomplete</source>
        <translation>unvollständig</translation>
    </message>
    <message id="p1_demand">
        <source>Demand</source>
        <translation>Leistungsspitzen</translation>
    </message>
    <message id="p1_demand_allowed">
        <source>Allowed until its end</source>
        <translation>Erlaubt bis zu seinem Ende</translation>
    </message>
    <message id="p1_demand_ends">
        <source>The window ends</source>
        <translation>Das Fenster endet</translation>
    </message>
    <message id="p1_demand_forecast">
        <source>Forecast for this window</source>
        <translation>Vorhersage für dieses Fenster</translation>
    </message>
    <message id="p1_demand_mean">
        <source>Mean power of this window</source>
        <translation>Mittlere Leistung dieses Fensters</translation>
    </message>
    <message id="p1_demand_peak">
        <source>Highest window of the month</source>
        <translation>Höchstes Fenster des Monats</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Art des Zählers</translation>
    </message>
    <message id="p1_energy">
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message id="p1_ess_bought_and_sold">
        <source>Bought and sold again within a minute, a day</source>
        <translation>Am Tag gekauft und innerhalb einer Minute wieder verkauft</translation>
    </message>
    <message id="p1_ess_delay">
        <source>ESS answers after</source>
        <translation>ESS reagiert nach</translation>
    </message>
    <message id="p1_ess_expected">
        <source>Nothing keeps ESS from using this meter.</source>
        <translation>Nichts hindert ESS daran, diesen Zähler zu benutzen.</translation>
    </message>
    <message id="p1_ess_input">
        <source>ESS ignores this meter, because no AC input is Grid. Set AC input 1 to Grid: Settings, System setup, AC system.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil kein AC-Eingang Netz ist. Stellen Sie AC-Eingang 1 auf Netz: Einstellungen, Systemeinstellungen, AC-System.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is Grid. Set the input's type with VictronConnect.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil kein AC-Eingang des Wechselrichter/Ladegeräts Netz ist. Stellen Sie den Typ des Eingangs mit VictronConnect ein.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because Grid metering is Inverter/Charger. Set it to External meter: Settings, System setup, ESS.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil die Netzmessung auf Wechselrichter/Ladegerät steht. Stellen Sie sie auf Externer Zähler: Einstellungen, Systemeinstellungen, ESS.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Es ist kein Wechselrichter/Ladegerät angeschlossen: Der Zähler wird angezeigt, und nichts regelt nach ihm.</translation>
    </message>
    <message id="p1_ess_no_power">
        <source>ESS does not use this meter, because it sends no power. Of a German meter, get the PIN, enter it, and set Inf to On; of a French one, read the chapter Meters of the manual.</source>
        <translation>ESS benutzt diesen Zähler nicht, weil er keine Leistung sendet. Besorgen Sie bei einem deutschen Zähler die PIN, geben Sie sie ein, und stellen Sie Inf auf On; lesen Sie bei einem französischen das Kapitel „Meters“ des Handbuchs.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS benutzt %1, nicht diesen Zähler. Starten Sie das GX-Gerät neu.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set the order of phases in Setup, usually %1.</source>
        <translation>ESS sieht nur eine der drei Phasen dieses Zählers. Stellen Sie in Setup die Reihenfolge der Phasen ein, meist %1.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS benutzt einen anderen Netzzähler: %1. Entfernen Sie ihn, oder geben Sie ihm eine andere Rolle oder eine höhere Instanz.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose the role Grid in Setup.</source>
        <translation>ESS benutzt ihn nicht als Netzzähler, wegen seiner Rolle: %1. Wenn er das Netz misst, wählen Sie in Setup die Rolle Netz.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>schwingt um %1 % über</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1.</source>
        <translation>ESS benutzt diesen Zähler, aber seine Phasen stehen anscheinend in einer anderen Reihenfolge als die des Wechselrichters. Prüfen Sie die Verdrahtung; trifft es zu, stellen Sie die Reihenfolge %1 ein.</translation>
    </message>
    <message id="p1_ess_same_instance">
        <source>ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.</source>
        <translation>ESS benutzt diesen Zähler oder einen anderen, %1, weil beide dieselbe Instanz haben. Geben Sie einem von beiden eine andere Instanz.</translation>
    </message>
    <message id="p1_ess_short_expected">
        <source>Ready for ESS</source>
        <translation>Bereit für ESS</translation>
    </message>
    <message id="p1_ess_short_no_inverter">
        <source>No inverter</source>
        <translation>Kein Wechselrichter</translation>
    </message>
    <message id="p1_ess_short_one_phase">
        <source>Only one phase</source>
        <translation>Nur eine Phase</translation>
    </message>
    <message id="p1_ess_short_other_role">
        <source>Other role</source>
        <translation>Andere Rolle</translation>
    </message>
    <message id="p1_ess_short_phases">
        <source>Check the phases</source>
        <translation>Phasen prüfen</translation>
    </message>
    <message id="p1_ess_short_slow">
        <source>Too slow for ESS</source>
        <translation>Zu langsam für ESS</translation>
    </message>
    <message id="p1_ess_short_unused">
        <source>Not used by ESS</source>
        <translation>Von ESS nicht benutzt</translation>
    </message>
    <message id="p1_ess_short_used">
        <source>Used by ESS</source>
        <translation>Von ESS benutzt</translation>
    </message>
    <message id="p1_ess_slow">
        <source>ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second.</source>
        <translation>ESS benutzt diesen Zähler, aber seine Telegramme kommen zu selten, um gut zu regeln. Benutzen Sie ihn zur Anzeige und zum langsamen Laden, oder bitten Sie den Netzbetreiber um einen Zähler, der jede Sekunde sendet.</translation>
    </message>
    <message id="p1_ess_unknown">
        <source>What ESS does with this meter is not known yet.</source>
        <translation>Was ESS mit diesem Zähler macht, ist noch nicht bekannt.</translation>
    </message>
    <message id="p1_ess_used">
        <source>ESS uses this meter.</source>
        <translation>ESS benutzt diesen Zähler.</translation>
    </message>
    <message id="p1_failures">
        <source>Power failures</source>
        <translation>Stromausfälle</translation>
    </message>
    <message id="p1_gas">
        <source>Gas</source>
        <translation>Gas</translation>
    </message>
    <message id="p1_gas_today">
        <source>Gas today</source>
        <translation>Gas heute</translation>
    </message>
    <message id="p1_gas_yesterday">
        <source>Gas yesterday</source>
        <translation>Gas gestern</translation>
    </message>
    <message id="p1_grade_careful">
        <source>usable for ESS with care</source>
        <translation>für ESS mit Vorsicht brauchbar</translation>
    </message>
    <message id="p1_grade_fit">
        <source>good for ESS</source>
        <translation>gut für ESS</translation>
    </message>
    <message id="p1_grade_slow">
        <source>too seldom for ESS</source>
        <translation>zu selten für ESS</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Telegramme</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>alle %1 s</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window</source>
        <translation>Grenze der Leistungsspitze</translation>
    </message>
    <message id="p1_limit_none">
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message id="p1_line">
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message id="p1_line_settings">
        <source>Settings of the line</source>
        <translation>Einstellungen der Leitung</translation>
    </message>
    <message id="p1_long_failures">
        <source>Long power failures</source>
        <translation>Lange Stromausfälle</translation>
    </message>
    <message id="p1_meters_hint">
        <source>Only meters that send telegrams are listed.</source>
        <translation>Hier stehen nur Zähler, die Telegramme senden.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>P1-Zähler</translation>
    </message>
    <message id="p1_month">
        <source>Peak of %1</source>
        <translation>Spitze von %1</translation>
    </message>
    <message id="p1_month_peak">
        <source>Month peak of the meter</source>
        <translation>Monatsspitze des Zählers</translation>
    </message>
    <message id="p1_month_peak_time">
        <source>Time of the peak</source>
        <translation>Zeit der Spitze</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Über MQTT veröffentlichen</translation>
    </message>
    <message id="p1_name">
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>Höchstens 32 Zeichen</translation>
    </message>
    <message id="p1_not_connected">
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Nicht verbunden seit %1</translation>
    </message>
    <message id="p1_notifications">
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message id="p1_order_hint">
        <source>Which phase of the inverter each phase of the meter is wired to:</source>
        <translation>An welche Phase des Wechselrichters jede Phase des Zählers angeschlossen ist:</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Zähler L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message id="p1_phase">
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message id="p1_power">
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>P1-Zähler</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Spannungseinbrüche L%1</translation>
    </message>
    <message id="p1_seconds">
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message id="p1_setup">
        <source>Setup</source>
        <translation>Setup</translation>
    </message>
    <message id="p1_setup_hint">
        <source>Role and position are in the stock page Setup of the device.</source>
        <translation>Rolle und Position stehen auf der üblichen Seite Setup des Geräts.</translation>
    </message>
    <message id="p1_step">
        <source>Step of the price list</source>
        <translation>Stufe der Preisliste</translation>
    </message>
    <message id="p1_swells">
        <source>Voltage swells L%1</source>
        <translation>Spannungserhöhungen L%1</translation>
    </message>
    <message id="p1_tariff">
        <source>Tariff %1</source>
        <translation>Tarif %1</translation>
    </message>
    <message id="p1_tariff_in_force">
        <source>%1 (in force)</source>
        <translation>%1 (gilt jetzt)</translation>
    </message>
    <message id="p1_telegrams_causes">
        <source>Refused because of</source>
        <translation>Abgelehnt wegen</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Gute Telegramme</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Refused telegrams</source>
        <translation>Abgelehnte Telegramme</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Reparierte Telegramme</translation>
    </message>
    <message id="p1_today_export">
        <source>Today, sold</source>
        <translation>Heute eingespeist</translation>
    </message>
    <message id="p1_today_import">
        <source>Today, bought</source>
        <translation>Heute bezogen</translation>
    </message>
    <message id="p1_total_export">
        <source>Sold</source>
        <translation>Eingespeist</translation>
    </message>
    <message id="p1_total_import">
        <source>Bought</source>
        <translation>Bezogen</translation>
    </message>
    <message id="p1_water">
        <source>Water</source>
        <translation>Wasser</translation>
    </message>
    <message id="p1_water_today">
        <source>Water today</source>
        <translation>Wasser heute</translation>
    </message>
    <message id="p1_water_yesterday">
        <source>Water yesterday</source>
        <translation>Wasser gestern</translation>
    </message>
    <message id="p1_yesterday_export">
        <source>Yesterday, sold</source>
        <translation>Gestern eingespeist</translation>
    </message>
    <message id="p1_yesterday_import">
        <source>Yesterday, bought</source>
        <translation>Gestern bezogen</translation>
    </message>
</context>
</TS>
