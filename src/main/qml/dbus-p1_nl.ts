<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl">
<context>
    <name></name>
    <message id="p1_3x230">
        <source>3x230 V without neutral: the powers of the other two phases include this one.</source>
        <translation>3x230 V zonder nul: de vermogens van de andere twee fasen omvatten deze.</translation>
    </message>
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
    <message id="p1_black_box">
        <source>Save a report for the forum</source>
        <translation>Verslag voor het forum opslaan</translation>
    </message>
    <message id="p1_black_box_hint">
        <source>of the last ten minutes</source>
        <translation>van de laatste tien minuten</translation>
    </message>
    <message id="p1_broker_connected">
        <source>Connected to the broker</source>
        <translation>Verbonden met de broker</translation>
    </message>
    <message id="p1_broker_missing">
        <source>No connection to the broker: the log of the driver has the reason</source>
        <translation>Geen verbinding met de broker: het log van de driver heeft de reden</translation>
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
    <message id="p1_counter">
        <source>Counter</source>
        <translation>Tellerstand</translation>
    </message>
    <message id="p1_counters_later">
        <source>The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.</source>
        <translation>De meter heeft zijn tellerstanden nog niet gestuurd. Veel meters sturen ze één keer per uur, vlak na het hele uur.</translation>
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
        <source>Peak of this month</source>
        <translation>Piek van deze maand</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Soort meter</translation>
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
        <source>ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.</source>
        <translation>ESS negeert deze meter, omdat geen AC-ingang %1 is. Zet %2 op %1: %3.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.</source>
        <translation>ESS negeert deze meter, omdat geen AC-ingang van de omvormer/acculader %1 is. Zet het type van de ingang met VictronConnect op %1.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because %1 is %2. Set it to %3: %4.</source>
        <translation>ESS negeert deze meter, omdat %1 op %2 staat. Zet dit op %3: %4.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Er is geen omvormer/acculader aangesloten: de meter wordt getoond en niets regelt ernaar.</translation>
    </message>
    <message id="p1_ess_no_power_historique">
        <source>ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.</source>
        <translation>ESS gebruikt deze meter niet, omdat zijn TIC-modus historique geen watts en geen richting heeft. De leverancier zet hem gratis op de modus standard.</translation>
    </message>
    <message id="p1_ess_no_power_optical">
        <source>ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.</source>
        <translation>ESS gebruikt deze meter niet, omdat hij geen vermogen stuurt. Vraag de pincode aan bij de meterbeheerder, voer die met een zaklamp bij de meter in, en zet Inf op On.</translation>
    </message>
    <message id="p1_ess_no_power_tic">
        <source>ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.</source>
        <translation>ESS gebruikt deze meter niet, omdat zijn TIC geen watts heeft. Lees over tic.power in het hoofdstuk Meters van de handleiding.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS gebruikt %1, niet deze meter. Herstart het GX-apparaat.</translation>
    </message>
    <message id="p1_ess_not_seen">
        <source>ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.</source>
        <translation>ESS meldt dat het geen netmeter heeft, hoewel het GX-apparaat deze heeft gekozen. Herstart het GX-apparaat.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.</source>
        <translation>ESS ziet maar een van de drie fasen van deze meter. Stel hun volgorde in, meestal %1: %2.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS gebruikt een andere netmeter: %1. Verwijder die, of geef hem een andere rol of een hogere instantie.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.</source>
        <translation>ESS gebruikt deze meter niet als netmeter, vanwege zijn rol: %1. Meet hij het net, kies dan %2: %3 → %4.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>schiet %1 % door</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.</source>
        <translation>ESS gebruikt deze meter, maar zijn fasen lijken in een andere volgorde te staan dan die van de omvormer. Controleer de bedrading; klopt het, stel dan de volgorde %1 in: %2.</translation>
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
    <message id="p1_gone_hint">
        <source>%1. Check the cable at both ends, and whether the meter's port is still open.</source>
        <translation>%1. Controleer de kabel aan beide kanten, en of de poort van de meter nog open is.</translation>
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
    <message id="p1_guard">
        <source>Limit the peak</source>
        <translation>Piek beperken</translation>
    </message>
    <message id="p1_import_limit">
        <source>Import limit of each phase</source>
        <translation>Afnamegrens van elke fase</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Telegrammen</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>elke %1 s</translation>
    </message>
    <message id="p1_interval_grade">
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message id="p1_interval_second">
        <source>every second</source>
        <translation>elke seconde</translation>
    </message>
    <message id="p1_inverter_phase">
        <source>Inverter L%1</source>
        <translation>Omvormer L%1</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window (0: none)</source>
        <translation>Grens van het piekvermogen (0: geen)</translation>
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
    <message id="p1_meters_none">
        <source>No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.</source>
        <translation>Geen meter stuurt telegrammen. Controleer de kabel, en of de poort van de meter open is; /data/dbus-p1/status op het GX-apparaat noemt de volgende stap.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>P1-meters</translation>
    </message>
    <message id="p1_months">
        <source>Peaks of the months before</source>
        <translation>Pieken van de maanden ervoor</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Via MQTT publiceren</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>Hoogstens 32 tekens</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Niet verbonden sinds %1</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Nu</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Meter L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Webpagina</translation>
    </message>
    <message id="p1_peak_shaving">
        <source>ESS is shaving a peak now.</source>
        <translation>ESS vlakt nu een piek af.</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>P1-meter</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Spanningsdips L%1</translation>
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
        <source>Rejected because of</source>
        <translation>Afgewezen wegens</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Goede telegrammen</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Rejected telegrams</source>
        <translation>Afgewezen telegrammen</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Herstelde telegrammen</translation>
    </message>
    <message id="p1_tempo_blue">
        <source>blue</source>
        <translation>blauw</translation>
    </message>
    <message id="p1_tempo_red">
        <source>red</source>
        <translation>rood</translation>
    </message>
    <message id="p1_tempo_today">
        <source>Tempo today</source>
        <translation>Tempo vandaag</translation>
    </message>
    <message id="p1_tempo_tomorrow">
        <source>Tempo tomorrow</source>
        <translation>Tempo morgen</translation>
    </message>
    <message id="p1_tempo_white">
        <source>white</source>
        <translation>wit</translation>
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
</context>
</TS>
