<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name></name>
    <message id="p1_3x230">
        <source>3x230 V without neutral: the powers of the other two phases include this one.</source>
        <translation>3x230 V without neutral: the powers of the other two phases include this one.</translation>
    </message>
    <message id="p1_bill">
        <source>Billed if the month ended now</source>
        <translation>Billed if the month ended now</translation>
    </message>
    <message id="p1_bill_allowed">
        <source>Allowed without a higher bill</source>
        <translation>Allowed without a higher bill</translation>
    </message>
    <message id="p1_bill_forecast">
        <source>Billed with this forecast</source>
        <translation>Billed with this forecast</translation>
    </message>
    <message id="p1_black_box">
        <source>Save a report for the forum</source>
        <translation>Save a report for the forum</translation>
    </message>
    <message id="p1_black_box_hint">
        <source>of the last ten minutes</source>
        <translation>of the last ten minutes</translation>
    </message>
    <message id="p1_broker_connected">
        <source>Connected to the broker</source>
        <translation>Connected to the broker</translation>
    </message>
    <message id="p1_broker_missing">
        <source>No connection to the broker: the log of the driver has the reason</source>
        <translation>No connection to the broker: the log of the driver has the reason</translation>
    </message>
    <message id="p1_cause_contradiction">
        <source>contradictory</source>
        <translation>contradictory</translation>
    </message>
    <message id="p1_cause_crc">
        <source>checksum</source>
        <translation>checksum</translation>
    </message>
    <message id="p1_cause_encrypted">
        <source>encrypted</source>
        <translation>encrypted</translation>
    </message>
    <message id="p1_cause_fcs">
        <source>frame check</source>
        <translation>frame check</translation>
    </message>
    <message id="p1_cause_garbage">
        <source>no telegram</source>
        <translation>no telegram</translation>
    </message>
    <message id="p1_cause_key">
        <source>wrong key</source>
        <translation>wrong key</translation>
    </message>
    <message id="p1_cause_no_crc">
        <source>no checksum</source>
        <translation>no checksum</translation>
    </message>
    <message id="p1_cause_outdated">
        <source>out of date</source>
        <translation>out of date</translation>
    </message>
    <message id="p1_cause_parity">
        <source>parity</source>
        <translation>parity</translation>
    </message>
    <message id="p1_cause_too_long">
        <source>too long</source>
        <translation>too long</translation>
    </message>
    <message id="p1_cause_truncated">
        <source>incomplete</source>
        <translation>incomplete</translation>
    </message>
    <message id="p1_counter">
        <source>Counter</source>
        <translation>Counter</translation>
    </message>
    <message id="p1_counters_later">
        <source>The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.</source>
        <translation>The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.</translation>
    </message>
    <message id="p1_demand">
        <source>Demand</source>
        <translation>Demand</translation>
    </message>
    <message id="p1_demand_allowed">
        <source>Allowed until its end</source>
        <translation>Allowed until its end</translation>
    </message>
    <message id="p1_demand_ends">
        <source>The window ends</source>
        <translation>The window ends</translation>
    </message>
    <message id="p1_demand_forecast">
        <source>Forecast for this window</source>
        <translation>Forecast for this window</translation>
    </message>
    <message id="p1_demand_mean">
        <source>Mean power of this window</source>
        <translation>Mean power of this window</translation>
    </message>
    <message id="p1_demand_peak">
        <source>Peak of this month</source>
        <translation>Peak of this month</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Kind of meter</translation>
    </message>
    <message id="p1_ess_bought_and_sold">
        <source>Bought and sold again within a minute, a day</source>
        <translation>Bought and sold again within a minute, a day</translation>
    </message>
    <message id="p1_ess_delay">
        <source>ESS answers after</source>
        <translation>ESS answers after</translation>
    </message>
    <message id="p1_ess_expected">
        <source>Nothing keeps ESS from using this meter.</source>
        <translation>Nothing keeps ESS from using this meter.</translation>
    </message>
    <message id="p1_ess_input">
        <source>ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.</source>
        <translation>ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.</source>
        <translation>ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because %1 is %2. Set it to %3: %4.</source>
        <translation>ESS ignores this meter, because %1 is %2. Set it to %3: %4.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>No inverter/charger is connected: the meter is only shown, not used for control.</translation>
    </message>
    <message id="p1_ess_no_power_historique">
        <source>ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.</source>
        <translation>ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.</translation>
    </message>
    <message id="p1_ess_no_power_optical">
        <source>ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.</source>
        <translation>ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.</translation>
    </message>
    <message id="p1_ess_no_power_tic">
        <source>ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.</source>
        <translation>ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS uses %1, not this meter. Restart the GX device.</translation>
    </message>
    <message id="p1_ess_not_seen">
        <source>ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.</source>
        <translation>ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.</source>
        <translation>ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.</source>
        <translation>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>overshoots by %1 %</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.</source>
        <translation>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.</translation>
    </message>
    <message id="p1_ess_same_instance">
        <source>ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.</source>
        <translation>ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.</translation>
    </message>
    <message id="p1_ess_short_expected">
        <source>Ready for ESS</source>
        <translation>Ready for ESS</translation>
    </message>
    <message id="p1_ess_short_no_inverter">
        <source>No inverter</source>
        <translation>No inverter</translation>
    </message>
    <message id="p1_ess_short_one_phase">
        <source>Only one phase</source>
        <translation>Only one phase</translation>
    </message>
    <message id="p1_ess_short_other_role">
        <source>Other role</source>
        <translation>Other role</translation>
    </message>
    <message id="p1_ess_short_phases">
        <source>Check the phases</source>
        <translation>Check the phases</translation>
    </message>
    <message id="p1_ess_short_slow">
        <source>Too slow for ESS</source>
        <translation>Too slow for ESS</translation>
    </message>
    <message id="p1_ess_short_unused">
        <source>Not used by ESS</source>
        <translation>Not used by ESS</translation>
    </message>
    <message id="p1_ess_short_used">
        <source>Used by ESS</source>
        <translation>Used by ESS</translation>
    </message>
    <message id="p1_ess_slow">
        <source>ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second.</source>
        <translation>ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second.</translation>
    </message>
    <message id="p1_ess_unknown">
        <source>What ESS does with this meter is not known yet.</source>
        <translation>What ESS does with this meter is not known yet.</translation>
    </message>
    <message id="p1_ess_used">
        <source>ESS uses this meter.</source>
        <translation>ESS uses this meter.</translation>
    </message>
    <message id="p1_failures">
        <source>Power failures</source>
        <translation>Power failures</translation>
    </message>
    <message id="p1_gas">
        <source>Gas</source>
        <translation>Gas</translation>
    </message>
    <message id="p1_gone_hint">
        <source>%1. Check the cable at both ends, and whether the meter's port is still open.</source>
        <translation>%1. Check the cable at both ends, and whether the meter's port is still open.</translation>
    </message>
    <message id="p1_grade_careful">
        <source>usable for ESS with care</source>
        <translation>usable for ESS with care</translation>
    </message>
    <message id="p1_grade_fit">
        <source>good for ESS</source>
        <translation>good for ESS</translation>
    </message>
    <message id="p1_grade_slow">
        <source>too seldom for ESS</source>
        <translation>too seldom for ESS</translation>
    </message>
    <message id="p1_guard">
        <source>Limit the peak</source>
        <translation>Limit the peak</translation>
    </message>
    <message id="p1_import_limit">
        <source>Import limit of each phase</source>
        <translation>Import limit of each phase</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Telegrams</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>every %1 s</translation>
    </message>
    <message id="p1_interval_grade">
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message id="p1_interval_second">
        <source>every second</source>
        <translation>every second</translation>
    </message>
    <message id="p1_inverter_phase">
        <source>Inverter L%1</source>
        <translation>Inverter L%1</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window (0: none)</source>
        <translation>Limit of a demand window (0: none)</translation>
    </message>
    <message id="p1_limit_none">
        <source>none</source>
        <translation>none</translation>
    </message>
    <message id="p1_line">
        <source>Line</source>
        <translation>Line</translation>
    </message>
    <message id="p1_line_settings">
        <source>Settings of the line</source>
        <translation>Settings of the line</translation>
    </message>
    <message id="p1_long_failures">
        <source>Long power failures</source>
        <translation>Long power failures</translation>
    </message>
    <message id="p1_meters_none">
        <source>No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.</source>
        <translation>No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>P1 meters</translation>
    </message>
    <message id="p1_months">
        <source>Peaks of the months before</source>
        <translation>Peaks of the months before</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Publish over MQTT</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>At most 32 characters</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Not connected since %1</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Now</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Meter L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Web page</translation>
    </message>
    <message id="p1_peak_shaving">
        <source>ESS is shaving a peak now.</source>
        <translation>ESS is shaving a peak now.</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>P1 meter</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Voltage sags L%1</translation>
    </message>
    <message id="p1_step">
        <source>Step of the price list</source>
        <translation>Step of the price list</translation>
    </message>
    <message id="p1_swells">
        <source>Voltage swells L%1</source>
        <translation>Voltage swells L%1</translation>
    </message>
    <message id="p1_tariff">
        <source>Tariff %1</source>
        <translation>Tariff %1</translation>
    </message>
    <message id="p1_tariff_in_force">
        <source>%1 (in force)</source>
        <translation>%1 (in force)</translation>
    </message>
    <message id="p1_telegrams_causes">
        <source>Rejected because of</source>
        <translation>Rejected because of</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Good telegrams</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Rejected telegrams</source>
        <translation>Rejected telegrams</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Repaired telegrams</translation>
    </message>
    <message id="p1_tempo_blue">
        <source>blue</source>
        <translation>blue</translation>
    </message>
    <message id="p1_tempo_red">
        <source>red</source>
        <translation>red</translation>
    </message>
    <message id="p1_tempo_today">
        <source>Tempo today</source>
        <translation>Tempo today</translation>
    </message>
    <message id="p1_tempo_tomorrow">
        <source>Tempo tomorrow</source>
        <translation>Tempo tomorrow</translation>
    </message>
    <message id="p1_tempo_white">
        <source>white</source>
        <translation>white</translation>
    </message>
    <message id="p1_total_export">
        <source>Sold</source>
        <translation>Sold</translation>
    </message>
    <message id="p1_total_import">
        <source>Bought</source>
        <translation>Bought</translation>
    </message>
    <message id="p1_water">
        <source>Water</source>
        <translation>Water</translation>
    </message>
</context>
</TS>
