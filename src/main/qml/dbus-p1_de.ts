<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
    <message id="p1_3x230">
        <source>3x230 V without neutral: the powers of the other two phases include this one.</source>
        <translation>3x230 V ohne Neutralleiter: Die Leistungen der beiden anderen Phasen enthalten diese.</translation>
    </message>
    <message id="p1_bill">
        <source>Billed if the month ended now</source>
        <translation>Abgerechnet, wenn der Monat jetzt endete</translation>
    </message>
    <message id="p1_bill_allowed">
        <source>Allowed without a higher bill</source>
        <translation>Erlaubt ohne höhere Rechnung</translation>
    </message>
    <message id="p1_bill_forecast">
        <source>Billed with this forecast</source>
        <translation>Abgerechnet mit dieser Vorhersage</translation>
    </message>
    <message id="p1_black_box">
        <source>Save a report for the forum</source>
        <translation>Bericht für das Forum speichern</translation>
    </message>
    <message id="p1_black_box_hint">
        <source>of the last ten minutes</source>
        <translation>der letzten zehn Minuten</translation>
    </message>
    <message id="p1_broker_connected">
        <source>Connected to the broker</source>
        <translation>Mit dem Broker verbunden</translation>
    </message>
    <message id="p1_broker_missing">
        <source>No connection to the broker: the log of the driver has the reason</source>
        <translation>Keine Verbindung zum Broker: Das Log des Treibers nennt den Grund</translation>
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
    <message id="p1_counter">
        <source>Counter</source>
        <translation>Zählerstand</translation>
    </message>
    <message id="p1_counters_later">
        <source>The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.</source>
        <translation>Der Zähler hat seine Zählerstände noch nicht gesendet. Viele Zähler senden sie einmal in der Stunde, kurz nach der vollen Stunde.</translation>
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
        <source>Peak of this month</source>
        <translation>Spitze dieses Monats</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Art des Zählers</translation>
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
        <source>ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil kein AC-Eingang %1 ist. Stellen Sie %2 auf %1: %3.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil kein AC-Eingang des Wechselrichters/Ladegeräts %1 ist. Stellen Sie den Typ des Eingangs mit VictronConnect auf %1.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because %1 is %2. Set it to %3: %4.</source>
        <translation>ESS beachtet diesen Zähler nicht, weil %1 auf %2 steht. Stellen Sie es auf %3: %4.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Es ist kein Wechselrichter/Ladegerät angeschlossen: Der Zähler wird angezeigt, und nichts regelt nach ihm.</translation>
    </message>
    <message id="p1_ess_no_power_historique">
        <source>ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.</source>
        <translation>ESS benutzt diesen Zähler nicht, weil sein TIC-Modus historique weder Watt noch Richtung hat. Der Lieferant stellt ihn kostenlos auf den Modus standard um.</translation>
    </message>
    <message id="p1_ess_no_power_optical">
        <source>ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.</source>
        <translation>ESS benutzt diesen Zähler nicht, weil er keine Leistung sendet. Besorgen Sie beim Messstellenbetreiber die PIN, geben Sie sie mit einer Taschenlampe am Zähler ein, und stellen Sie Inf auf On.</translation>
    </message>
    <message id="p1_ess_no_power_tic">
        <source>ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.</source>
        <translation>ESS benutzt diesen Zähler nicht, weil sein TIC keine Watt hat. Lesen Sie über tic.power im Kapitel „Meters“ des Handbuchs.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS benutzt %1, nicht diesen Zähler. Starten Sie das GX-Gerät neu.</translation>
    </message>
    <message id="p1_ess_not_seen">
        <source>ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.</source>
        <translation>ESS meldet, dass es keinen Netzzähler hat, obwohl das GX-Gerät diesen gewählt hat. Starten Sie das GX-Gerät neu.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.</source>
        <translation>ESS sieht nur eine der drei Phasen dieses Zählers. Stellen Sie ihre Reihenfolge ein, meist %1: %2.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS benutzt einen anderen Netzzähler: %1. Entfernen Sie ihn, oder geben Sie ihm eine andere Funktion oder eine höhere Instanz.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.</source>
        <translation>ESS benutzt diesen Zähler nicht als Netzzähler, wegen seiner Funktion: %1. Wenn er das Netz misst, wählen Sie %2: %3 → %4.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>schwingt um %1 % über</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.</source>
        <translation>ESS benutzt diesen Zähler, aber seine Phasen sind anscheinend in einer anderen Reihenfolge als die des Wechselrichters. Prüfen Sie die Verdrahtung; trifft es zu, stellen Sie die Reihenfolge %1 ein: %2.</translation>
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
        <translation>Andere Funktion</translation>
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
    <message id="p1_gone_hint">
        <source>%1. Check the cable at both ends, and whether the meter's port is still open.</source>
        <translation>%1. Prüfen Sie das Kabel an beiden Enden, und ob die Schnittstelle des Zählers noch offen ist.</translation>
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
    <message id="p1_guard">
        <source>Limit the peak</source>
        <translation>Spitze begrenzen</translation>
    </message>
    <message id="p1_import_limit">
        <source>Import limit of each phase</source>
        <translation>Bezugsgrenze jeder Phase</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Telegramme</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>alle %1 s</translation>
    </message>
    <message id="p1_interval_grade">
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message id="p1_interval_second">
        <source>every second</source>
        <translation>jede Sekunde</translation>
    </message>
    <message id="p1_inverter_phase">
        <source>Inverter L%1</source>
        <translation>Wechselrichter L%1</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window (0: none)</source>
        <translation>Grenze der Leistungsspitze (0: keine)</translation>
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
    <message id="p1_meters_none">
        <source>No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.</source>
        <translation>Kein Zähler sendet Telegramme. Prüfen Sie das Kabel, und ob die Schnittstelle des Zählers offen ist; /data/dbus-p1/status auf dem GX-Gerät nennt den nächsten Schritt.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>P1-Zähler</translation>
    </message>
    <message id="p1_months">
        <source>Peaks of the months before</source>
        <translation>Spitzen der Monate davor</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Über MQTT veröffentlichen</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>Höchstens 32 Zeichen</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Nicht verbunden seit %1</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Zähler L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message id="p1_peak_shaving">
        <source>ESS is shaving a peak now.</source>
        <translation>ESS kappt gerade eine Spitze.</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>P1-Zähler</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Spannungseinbrüche L%1</translation>
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
        <source>Rejected because of</source>
        <translation>Verworfen wegen</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Gute Telegramme</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Rejected telegrams</source>
        <translation>Verworfene Telegramme</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Reparierte Telegramme</translation>
    </message>
    <message id="p1_tempo_blue">
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message id="p1_tempo_red">
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message id="p1_tempo_today">
        <source>Tempo today</source>
        <translation>Tempo heute</translation>
    </message>
    <message id="p1_tempo_tomorrow">
        <source>Tempo tomorrow</source>
        <translation>Tempo morgen</translation>
    </message>
    <message id="p1_tempo_white">
        <source>white</source>
        <translation>weiß</translation>
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
</context>
</TS>
