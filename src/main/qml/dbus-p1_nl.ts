<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl">
<context>
    <name></name>
    <message id="p1_bill">
        <source>Billed if the month ended now</source>
        <translation>Op de rekening als de maand nu eindigde</translation>
    </message>
    <message id="p1_bill_allowed">
        <source>Allowed without a higher bill</source>
        <translation>Toegestaan zonder hogere rekening</translation>
    </message>
    <message id="p1_bill_forecast">
        <source>Billed with this forecast</source>
        <translation>Op de rekening met deze verwachting</translation>
    </message>
    <message id="p1_cause_contradiction">
        <source>contradictory</source>
        <translation>tegenstrijdig</translation>
    </message>
    <message id="p1_cause_crc">
        <source>checksum</source>
        <translation>controlesom</translation>
    </message>
    <message id="p1_cause_encrypted">
        <source>encrypted</source>
        <translation>versleuteld</translation>
    </message>
    <message id="p1_cause_fcs">
        <source>frame check</source>
        <translation>framecontrole</translation>
    </message>
    <message id="p1_cause_garbage">
        <source>no telegram</source>
        <translation>geen telegram</translation>
    </message>
    <message id="p1_cause_key">
        <source>wrong key</source>
        <translation>verkeerde sleutel</translation>
    </message>
    <message id="p1_cause_no_crc">
        <source>no checksum</source>
        <translation>geen controlesom</translation>
    </message>
    <message id="p1_cause_outdated">
        <source>out of date</source>
        <translation>verouderd</translation>
    </message>
    <message id="p1_cause_parity">
        <source>parity</source>
        <translation>pariteit</translation>
    </message>
    <message id="p1_cause_too_long">
        <source>too long</source>
        <translation>te lang</translation>
    </message>
    <message id="p1_cause_truncated">
        <source>incomplete</source>
        <translation>onvolledig</translation>
    </message>
    <message id="p1_demand">
        <source>Demand</source>
        <translation>Piekvermogen</translation>
    </message>
    <message id="p1_demand_allowed">
        <source>Allowed until its end</source>
        <translation>Toegestaan tot het einde</translation>
    </message>
    <message id="p1_demand_ends">
        <source>The window ends</source>
        <translation>Het venster eindigt</translation>
    </message>
    <message id="p1_demand_forecast">
        <source>Forecast for this window</source>
        <translation>Verwacht voor dit venster</translation>
    </message>
    <message id="p1_demand_mean">
        <source>Mean power of this window</source>
        <translation>Gemiddeld vermogen van dit venster</translation>
    </message>
    <message id="p1_demand_peak">
        <source>Highest window of the month</source>
        <translation>Hoogste venster van de maand</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Soort meter</translation>
    </message>
    <message id="p1_energy">
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message id="p1_ess_bought_and_sold">
        <source>Bought and sold again within a minute, a day</source>
        <translation>Per dag gekocht en binnen een minuut weer verkocht</translation>
    </message>
    <message id="p1_ess_delay">
        <source>ESS answers after</source>
        <translation>ESS reageert na</translation>
    </message>
    <message id="p1_ess_expected">
        <source>Nothing keeps ESS from using this meter.</source>
        <translation>Niets verhindert ESS deze meter te gebruiken.</translation>
    </message>
    <message id="p1_ess_input">
        <source>ESS ignores this meter, because no AC input is Grid. Set AC input 1 to Grid: Settings, System setup, AC system.</source>
        <translation>ESS negeert deze meter, omdat geen AC-ingang Net is. Zet AC-ingang 1 op Net: Instellingen, Systeeminstellingen, AC-systeem.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is Grid. Set the input's type with VictronConnect.</source>
        <translation>ESS negeert deze meter, omdat geen AC-ingang van de omvormer/lader Net is. Stel het type van de ingang in met VictronConnect.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because Grid metering is Inverter/Charger. Set it to External meter: Settings, System setup, ESS.</source>
        <translation>ESS negeert deze meter, omdat de netmeting op Omvormer/lader staat. Zet deze op Externe meter: Instellingen, Systeeminstellingen, ESS.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Er is geen omvormer/lader aangesloten: de meter wordt getoond en niets regelt ernaar.</translation>
    </message>
    <message id="p1_ess_no_power">
        <source>ESS does not use this meter, because it sends no power. Of a German meter, get the PIN, enter it, and set Inf to On; of a French one, read the chapter Meters of the manual.</source>
        <translation>ESS gebruikt deze meter niet, omdat hij geen vermogen stuurt. Vraag bij een Duitse meter de pincode aan, voer die in, en zet Inf op On; lees bij een Franse het hoofdstuk Meters van de handleiding.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS gebruikt %1, niet deze meter. Herstart het GX-apparaat.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set the order of phases in Setup, usually %1.</source>
        <translation>ESS ziet maar een van de drie fasen van deze meter. Stel in Setup de volgorde van de fasen in, meestal %1.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS gebruikt een andere netmeter: %1. Verwijder die, of geef hem een andere rol of een hogere instantie.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose the role Grid in Setup.</source>
        <translation>ESS gebruikt hem niet als netmeter, vanwege zijn rol: %1. Meet hij het net, kies dan de rol Net in Setup.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>schiet %1 % door</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1.</source>
        <translation>ESS gebruikt deze meter, maar zijn fasen lijken in een andere volgorde te staan dan die van de omvormer. Controleer de bedrading; klopt het, stel dan de volgorde %1 in.</translation>
    </message>
    <message id="p1_ess_same_instance">
        <source>ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.</source>
        <translation>ESS kan deze meter of een andere, %1, gebruiken, omdat beide dezelfde instantie hebben. Geef een van beide een andere instantie.</translation>
    </message>
    <message id="p1_ess_short_expected">
        <source>Ready for ESS</source>
        <translation>Klaar voor ESS</translation>
    </message>
    <message id="p1_ess_short_no_inverter">
        <source>No inverter</source>
        <translation>Geen omvormer</translation>
    </message>
    <message id="p1_ess_short_one_phase">
        <source>Only one phase</source>
        <translation>Maar één fase</translation>
    </message>
    <message id="p1_ess_short_other_role">
        <source>Other role</source>
        <translation>Andere rol</translation>
    </message>
    <message id="p1_ess_short_phases">
        <source>Check the phases</source>
        <translation>Controleer de fasen</translation>
    </message>
    <message id="p1_ess_short_slow">
        <source>Too slow for ESS</source>
        <translation>Te traag voor ESS</translation>
    </message>
    <message id="p1_ess_short_unused">
        <source>Not used by ESS</source>
        <translation>Niet gebruikt door ESS</translation>
    </message>
    <message id="p1_ess_short_used">
        <source>Used by ESS</source>
        <translation>Gebruikt door ESS</translation>
    </message>
    <message id="p1_ess_slow">
        <source>ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second.</source>
        <translation>ESS gebruikt deze meter, maar zijn telegrammen komen te zelden om goed te regelen. Gebruik hem voor weergave en langzaam laden, of vraag de netbeheerder om een meter die elke seconde stuurt.</translation>
    </message>
    <message id="p1_ess_unknown">
        <source>What ESS does with this meter is not known yet.</source>
        <translation>Wat ESS met deze meter doet is nog niet bekend.</translation>
    </message>
    <message id="p1_ess_used">
        <source>ESS uses this meter.</source>
        <translation>ESS gebruikt deze meter.</translation>
    </message>
    <message id="p1_failures">
        <source>Power failures</source>
        <translation>Stroomstoringen</translation>
    </message>
    <message id="p1_gas">
        <source>Gas</source>
        <translation>Gas</translation>
    </message>
    <message id="p1_gas_today">
        <source>Gas today</source>
        <translation>Gas vandaag</translation>
    </message>
    <message id="p1_gas_yesterday">
        <source>Gas yesterday</source>
        <translation>Gas gisteren</translation>
    </message>
    <message id="p1_grade_careful">
        <source>usable for ESS with care</source>
        <translation>bruikbaar voor ESS, met zorg</translation>
    </message>
    <message id="p1_grade_fit">
        <source>good for ESS</source>
        <translation>goed voor ESS</translation>
    </message>
    <message id="p1_grade_slow">
        <source>too seldom for ESS</source>
        <translation>te zelden voor ESS</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Telegrammen</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>elke %1 s</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window</source>
        <translation>Grens van het piekvermogen</translation>
    </message>
    <message id="p1_limit_none">
        <source>none</source>
        <translation>geen</translation>
    </message>
    <message id="p1_line">
        <source>Line</source>
        <translation>Lijn</translation>
    </message>
    <message id="p1_line_settings">
        <source>Settings of the line</source>
        <translation>Instellingen van de lijn</translation>
    </message>
    <message id="p1_long_failures">
        <source>Long power failures</source>
        <translation>Lange stroomstoringen</translation>
    </message>
    <message id="p1_meters_hint">
        <source>Only meters that send telegrams are listed.</source>
        <translation>Alleen meters die telegrammen sturen staan hier.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>P1-meters</translation>
    </message>
    <message id="p1_month">
        <source>Peak of %1</source>
        <translation>Piek van %1</translation>
    </message>
    <message id="p1_month_peak">
        <source>Month peak of the meter</source>
        <translation>Maandpiek van de meter</translation>
    </message>
    <message id="p1_month_peak_time">
        <source>Time of the peak</source>
        <translation>Tijd van de piek</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Via MQTT publiceren</translation>
    </message>
    <message id="p1_name">
        <source>Name</source>
        <translation>Naam</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>Hoogstens 32 tekens</translation>
    </message>
    <message id="p1_not_connected">
        <source>Not connected</source>
        <translation>Niet verbonden</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Niet verbonden sinds %1</translation>
    </message>
    <message id="p1_notifications">
        <source>Notifications</source>
        <translation>Meldingen</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Nu</translation>
    </message>
    <message id="p1_order_hint">
        <source>Which phase of the inverter each phase of the meter is wired to:</source>
        <translation>Op welke fase van de omvormer elke fase van de meter is aangesloten:</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Meter L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Webpagina</translation>
    </message>
    <message id="p1_phase">
        <source>Phase</source>
        <translation>Fase</translation>
    </message>
    <message id="p1_power">
        <source>Power</source>
        <translation>Vermogen</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>P1-meter</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Spanningsdips L%1</translation>
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
        <translation>Rol en positie staan op de gewone pagina Setup van het apparaat.</translation>
    </message>
    <message id="p1_step">
        <source>Step of the price list</source>
        <translation>Trede van de prijslijst</translation>
    </message>
    <message id="p1_swells">
        <source>Voltage swells L%1</source>
        <translation>Spanningspieken L%1</translation>
    </message>
    <message id="p1_tariff">
        <source>Tariff %1</source>
        <translation>Tarief %1</translation>
    </message>
    <message id="p1_tariff_in_force">
        <source>%1 (in force)</source>
        <translation>%1 (geldt nu)</translation>
    </message>
    <message id="p1_telegrams_causes">
        <source>Refused because of</source>
        <translation>Geweigerd wegens</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Goede telegrammen</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Refused telegrams</source>
        <translation>Geweigerde telegrammen</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Herstelde telegrammen</translation>
    </message>
    <message id="p1_today_export">
        <source>Today, sold</source>
        <translation>Vandaag, teruggeleverd</translation>
    </message>
    <message id="p1_today_import">
        <source>Today, bought</source>
        <translation>Vandaag, gekocht</translation>
    </message>
    <message id="p1_total_export">
        <source>Sold</source>
        <translation>Teruggeleverd</translation>
    </message>
    <message id="p1_total_import">
        <source>Bought</source>
        <translation>Gekocht</translation>
    </message>
    <message id="p1_water">
        <source>Water</source>
        <translation>Water</translation>
    </message>
    <message id="p1_water_today">
        <source>Water today</source>
        <translation>Water vandaag</translation>
    </message>
    <message id="p1_water_yesterday">
        <source>Water yesterday</source>
        <translation>Water gisteren</translation>
    </message>
    <message id="p1_yesterday_export">
        <source>Yesterday, sold</source>
        <translation>Gisteren, teruggeleverd</translation>
    </message>
    <message id="p1_yesterday_import">
        <source>Yesterday, bought</source>
        <translation>Gisteren, gekocht</translation>
    </message>
</context>
</TS>
