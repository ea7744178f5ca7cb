<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name></name>
    <message id="p1_3x230">
        <source>3x230 V without neutral: the powers of the other two phases include this one.</source>
        <translation>3x230 V sans neutre : les puissances des deux autres phases comprennent celle-ci.</translation>
    </message>
    <message id="p1_bill">
        <source>Billed if the month ended now</source>
        <translation>Facturé si le mois finissait maintenant</translation>
    </message>
    <message id="p1_bill_allowed">
        <source>Allowed without a higher bill</source>
        <translation>Permis sans facture plus élevée</translation>
    </message>
    <message id="p1_bill_forecast">
        <source>Billed with this forecast</source>
        <translation>Facturé avec cette prévision</translation>
    </message>
    <message id="p1_black_box">
        <source>Save a report for the forum</source>
        <translation>Enregistrer un rapport pour le forum</translation>
    </message>
    <message id="p1_black_box_hint">
        <source>of the last ten minutes</source>
        <translation>des dix dernières minutes</translation>
    </message>
    <message id="p1_broker_connected">
        <source>Connected to the broker</source>
        <translation>Connecté au broker</translation>
    </message>
    <message id="p1_broker_missing">
        <source>No connection to the broker: the log of the driver has the reason</source>
        <translation>Pas de connexion au broker : le journal du pilote en donne la raison</translation>
    </message>
    <message id="p1_cause_contradiction">
        <source>contradictory</source>
        <translation>contradictoire</translation>
    </message>
    <message id="p1_cause_crc">
        <source>checksum</source>
        <translation>somme de contrôle</translation>
    </message>
    <message id="p1_cause_encrypted">
        <source>encrypted</source>
        <translation>chiffré</translation>
    </message>
    <message id="p1_cause_fcs">
        <source>frame check</source>
        <translation>contrôle de trame</translation>
    </message>
    <message id="p1_cause_garbage">
        <source>no telegram</source>
        <translation>pas un télégramme</translation>
    </message>
    <message id="p1_cause_key">
        <source>wrong key</source>
        <translation>mauvaise clé</translation>
    </message>
    <message id="p1_cause_no_crc">
        <source>no checksum</source>
        <translation>sans somme de contrôle</translation>
    </message>
    <message id="p1_cause_outdated">
        <source>out of date</source>
        <translation>périmé</translation>
    </message>
    <message id="p1_cause_parity">
        <source>parity</source>
        <translation>parité</translation>
    </message>
    <message id="p1_cause_too_long">
        <source>too long</source>
        <translation>trop long</translation>
    </message>
    <message id="p1_cause_truncated">
        <source>incomplete</source>
        <translation>incomplet</translation>
    </message>
    <message id="p1_counter">
        <source>Counter</source>
        <translation>Index</translation>
    </message>
    <message id="p1_counters_later">
        <source>The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.</source>
        <translation>Le compteur n'a pas encore envoyé ses index. Beaucoup de compteurs les envoient une fois par heure, juste après l'heure pleine.</translation>
    </message>
    <message id="p1_demand">
        <source>Demand</source>
        <translation>Pointe</translation>
    </message>
    <message id="p1_demand_allowed">
        <source>Allowed until its end</source>
        <translation>Permis jusqu'à sa fin</translation>
    </message>
    <message id="p1_demand_ends">
        <source>The window ends</source>
        <translation>Fin de la période</translation>
    </message>
    <message id="p1_demand_forecast">
        <source>Forecast for this window</source>
        <translation>Prévision pour cette période</translation>
    </message>
    <message id="p1_demand_mean">
        <source>Mean power of this window</source>
        <translation>Puissance moyenne de cette période</translation>
    </message>
    <message id="p1_demand_peak">
        <source>Peak of this month</source>
        <translation>Pointe de ce mois</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Type de compteur</translation>
    </message>
    <message id="p1_ess_bought_and_sold">
        <source>Bought and sold again within a minute, a day</source>
        <translation>Achetés et revendus en une minute, par jour</translation>
    </message>
    <message id="p1_ess_delay">
        <source>ESS answers after</source>
        <translation>ESS réagit après</translation>
    </message>
    <message id="p1_ess_expected">
        <source>Nothing keeps ESS from using this meter.</source>
        <translation>Rien n'empêche ESS d'utiliser ce compteur.</translation>
    </message>
    <message id="p1_ess_input">
        <source>ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.</source>
        <translation>ESS ignore ce compteur, car aucune entrée CA n'est %1. Mettez %2 sur %1 : %3.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.</source>
        <translation>ESS ignore ce compteur, car aucune entrée CA de l'onduleur/chargeur n'est %1. Mettez le type de l'entrée sur %1 avec VictronConnect.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because %1 is %2. Set it to %3: %4.</source>
        <translation>ESS ignore ce compteur, car %1 est sur %2. Choisissez %3 : %4.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Aucun onduleur/chargeur n'est connecté : le compteur est affiché, et rien ne se règle d'après lui.</translation>
    </message>
    <message id="p1_ess_no_power_historique">
        <source>ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.</source>
        <translation>ESS n'utilise pas ce compteur, car son mode TIC historique n'a ni watts ni sens du courant. Le fournisseur le passe gratuitement en mode standard.</translation>
    </message>
    <message id="p1_ess_no_power_optical">
        <source>ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.</source>
        <translation>ESS n'utilise pas ce compteur, car il n'envoie aucune puissance. Demandez son code PIN à l'exploitant du compteur, saisissez-le avec une lampe de poche et réglez Inf sur On.</translation>
    </message>
    <message id="p1_ess_no_power_tic">
        <source>ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.</source>
        <translation>ESS n'utilise pas ce compteur, car sa TIC n'a pas de watts. Lisez au sujet de tic.power dans le chapitre Meters du manuel.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS utilise %1, pas ce compteur. Redémarrez l'appareil GX.</translation>
    </message>
    <message id="p1_ess_not_seen">
        <source>ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.</source>
        <translation>ESS signale qu'il n'a pas de compteur réseau, bien que l'appareil GX ait choisi celui-ci. Redémarrez l'appareil GX.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.</source>
        <translation>ESS ne voit qu'une des trois phases de ce compteur. Choisissez leur ordre, généralement %1 : %2.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS utilise un autre compteur réseau : %1. Retirez-le, ou donnez-lui un autre rôle ou une instance plus élevée.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.</source>
        <translation>ESS n'utilise pas ce compteur comme compteur réseau, à cause de son rôle : %1. S'il mesure le réseau, choisissez %2 : %3 → %4.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>dépasse de %1 %</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.</source>
        <translation>ESS utilise ce compteur, mais ses phases semblent être dans un autre ordre que celles de l'onduleur. Vérifiez le câblage ; si c'est le cas, choisissez l'ordre %1 : %2.</translation>
    </message>
    <message id="p1_ess_same_instance">
        <source>ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.</source>
        <translation>ESS peut utiliser ce compteur ou un autre, %1, car les deux ont la même instance. Donnez une autre instance à l'un des deux.</translation>
    </message>
    <message id="p1_ess_short_expected">
        <source>Ready for ESS</source>
        <translation>Prêt pour ESS</translation>
    </message>
    <message id="p1_ess_short_no_inverter">
        <source>No inverter</source>
        <translation>Pas d'onduleur</translation>
    </message>
    <message id="p1_ess_short_one_phase">
        <source>Only one phase</source>
        <translation>Une seule phase</translation>
    </message>
    <message id="p1_ess_short_other_role">
        <source>Other role</source>
        <translation>Autre rôle</translation>
    </message>
    <message id="p1_ess_short_phases">
        <source>Check the phases</source>
        <translation>Vérifier les phases</translation>
    </message>
    <message id="p1_ess_short_slow">
        <source>Too slow for ESS</source>
        <translation>Trop lent pour ESS</translation>
    </message>
    <message id="p1_ess_short_unused">
        <source>Not used by ESS</source>
        <translation>Non utilisé par ESS</translation>
    </message>
    <message id="p1_ess_short_used">
        <source>Used by ESS</source>
        <translation>Utilisé par ESS</translation>
    </message>
    <message id="p1_ess_slow">
        <source>ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second.</source>
        <translation>ESS utilise ce compteur, mais ses télégrammes arrivent trop rarement pour bien régler. Utilisez-le pour l'affichage et la charge lente, ou demandez au gestionnaire du réseau un compteur qui envoie chaque seconde.</translation>
    </message>
    <message id="p1_ess_unknown">
        <source>What ESS does with this meter is not known yet.</source>
        <translation>Ce que fait ESS de ce compteur n'est pas encore connu.</translation>
    </message>
    <message id="p1_ess_used">
        <source>ESS uses this meter.</source>
        <translation>ESS utilise ce compteur.</translation>
    </message>
    <message id="p1_failures">
        <source>Power failures</source>
        <translation>Coupures de courant</translation>
    </message>
    <message id="p1_gas">
        <source>Gas</source>
        <translation>Gaz</translation>
    </message>
    <message id="p1_gone_hint">
        <source>%1. Check the cable at both ends, and whether the meter's port is still open.</source>
        <translation>%1. Vérifiez le câble aux deux bouts, et que le port du compteur est encore ouvert.</translation>
    </message>
    <message id="p1_grade_careful">
        <source>usable for ESS with care</source>
        <translation>utilisables pour ESS avec précaution</translation>
    </message>
    <message id="p1_grade_fit">
        <source>good for ESS</source>
        <translation>bons pour ESS</translation>
    </message>
    <message id="p1_grade_slow">
        <source>too seldom for ESS</source>
        <translation>trop rares pour ESS</translation>
    </message>
    <message id="p1_guard">
        <source>Limit the peak</source>
        <translation>Limiter la pointe</translation>
    </message>
    <message id="p1_import_limit">
        <source>Import limit of each phase</source>
        <translation>Limite de soutirage de chaque phase</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Télégrammes</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>toutes les %1 s</translation>
    </message>
    <message id="p1_interval_grade">
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message id="p1_interval_second">
        <source>every second</source>
        <translation>chaque seconde</translation>
    </message>
    <message id="p1_inverter_phase">
        <source>Inverter L%1</source>
        <translation>Onduleur L%1</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window (0: none)</source>
        <translation>Limite de la pointe de puissance (0 : aucune)</translation>
    </message>
    <message id="p1_limit_none">
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message id="p1_line">
        <source>Line</source>
        <translation>Ligne</translation>
    </message>
    <message id="p1_line_settings">
        <source>Settings of the line</source>
        <translation>Paramètres de la ligne</translation>
    </message>
    <message id="p1_long_failures">
        <source>Long power failures</source>
        <translation>Longues coupures de courant</translation>
    </message>
    <message id="p1_meters_none">
        <source>No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.</source>
        <translation>Aucun compteur n'envoie de télégrammes. Vérifiez le câble, et que le port du compteur est ouvert ; /data/dbus-p1/status sur l'appareil GX indique la prochaine étape.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>Compteurs P1</translation>
    </message>
    <message id="p1_months">
        <source>Peaks of the months before</source>
        <translation>Pointes des mois précédents</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Publier par MQTT</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>32 caractères au plus</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Non connecté depuis %1</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Maintenant</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Compteur L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Page web</translation>
    </message>
    <message id="p1_peak_shaving">
        <source>ESS is shaving a peak now.</source>
        <translation>ESS écrête une pointe en ce moment.</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>Compteur P1</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Creux de tension L%1</translation>
    </message>
    <message id="p1_step">
        <source>Step of the price list</source>
        <translation>Palier de la liste de prix</translation>
    </message>
    <message id="p1_swells">
        <source>Voltage swells L%1</source>
        <translation>Surtensions L%1</translation>
    </message>
    <message id="p1_tariff">
        <source>Tariff %1</source>
        <translation>Tarif %1</translation>
    </message>
    <message id="p1_tariff_in_force">
        <source>%1 (in force)</source>
        <translation>%1 (en vigueur)</translation>
    </message>
    <message id="p1_telegrams_causes">
        <source>Rejected because of</source>
        <translation>Rejetés à cause de</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Bons télégrammes</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Rejected telegrams</source>
        <translation>Télégrammes rejetés</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Télégrammes réparés</translation>
    </message>
    <message id="p1_tempo_blue">
        <source>blue</source>
        <translation>bleu</translation>
    </message>
    <message id="p1_tempo_red">
        <source>red</source>
        <translation>rouge</translation>
    </message>
    <message id="p1_tempo_today">
        <source>Tempo today</source>
        <translation>Tempo aujourd'hui</translation>
    </message>
    <message id="p1_tempo_tomorrow">
        <source>Tempo tomorrow</source>
        <translation>Tempo demain</translation>
    </message>
    <message id="p1_tempo_white">
        <source>white</source>
        <translation>blanc</translation>
    </message>
    <message id="p1_total_export">
        <source>Sold</source>
        <translation>Injecté</translation>
    </message>
    <message id="p1_total_import">
        <source>Bought</source>
        <translation>Acheté</translation>
    </message>
    <message id="p1_water">
        <source>Water</source>
        <translation>Eau</translation>
    </message>
</context>
</TS>
