<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name></name>
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
        <source>Highest window of the month</source>
        <translation>Période la plus haute du mois</translation>
    </message>
    <message id="p1_dialect">
        <source>Kind of meter</source>
        <translation>Type de compteur</translation>
    </message>
    <message id="p1_energy">
        <source>Energy</source>
        <translation>Énergie</translation>
    </message>
    <message id="p1_ess_bought_and_sold">
        <source>Bought and sold again within a minute, a day</source>
        <translation>Achetés et revendus en une minute, par jour</translation>
    </message>
    <message id="p1_ess_delay">
        <source>ESS answers after</source>
        <translation>L’ESS réagit après</translation>
    </message>
    <message id="p1_ess_expected">
        <source>Nothing keeps ESS from using this meter.</source>
        <translation>Rien n'empêche ESS d'utiliser ce compteur.</translation>
    </message>
    <message id="p1_ess_input">
        <source>ESS ignores this meter, because no AC input is Grid. Set AC input 1 to Grid: Settings, System setup, AC system.</source>
        <translation>ESS ignore ce compteur, car aucune entrée CA n'est Réseau. Mettez l'entrée CA 1 sur Réseau : Paramètres, Configuration du système, Système CA.</translation>
    </message>
    <message id="p1_ess_input_inverter">
        <source>ESS ignores this meter, because no AC input of the inverter/charger is Grid. Set the input's type with VictronConnect.</source>
        <translation>L'ESS ignore ce compteur, car aucune entrée CA du convertisseur/chargeur n'est Réseau. Réglez le type de l'entrée avec VictronConnect.</translation>
    </message>
    <message id="p1_ess_metering">
        <source>ESS ignores this meter, because Grid metering is Inverter/Charger. Set it to External meter: Settings, System setup, ESS.</source>
        <translation>ESS ignore ce compteur, car la mesure du réseau est sur Convertisseur/chargeur. Mettez-la sur Compteur externe : Paramètres, Configuration du système, ESS.</translation>
    </message>
    <message id="p1_ess_no_inverter">
        <source>No inverter/charger is connected: the meter is only shown, not used for control.</source>
        <translation>Aucun convertisseur/chargeur n'est connecté : le compteur est affiché, et rien ne se règle d'après lui.</translation>
    </message>
    <message id="p1_ess_no_power">
        <source>ESS does not use this meter, because it sends no power. Of a German meter, get the PIN, enter it, and set Inf to On; of a French one, read the chapter Meters of the manual.</source>
        <translation>L'ESS n'utilise pas ce compteur, car il n'envoie aucune puissance. Pour un compteur allemand, procurez-vous le code PIN, saisissez-le et réglez Inf sur On ; pour un français, lisez le chapitre Meters du manuel.</translation>
    </message>
    <message id="p1_ess_not_chosen">
        <source>ESS uses %1, not this meter. Restart the GX device.</source>
        <translation>ESS utilise %1, pas ce compteur. Redémarrez l'appareil GX.</translation>
    </message>
    <message id="p1_ess_one_phase">
        <source>ESS sees only one of the three phases of this meter. Set the order of phases in Setup, usually %1.</source>
        <translation>ESS ne voit qu'une des trois phases de ce compteur. Choisissez l'ordre des phases dans Configuration, généralement %1.</translation>
    </message>
    <message id="p1_ess_other_meter">
        <source>ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.</source>
        <translation>ESS utilise un autre compteur réseau : %1. Retirez-le, ou donnez-lui un autre rôle ou une instance plus élevée.</translation>
    </message>
    <message id="p1_ess_other_role">
        <source>ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose the role Grid in Setup.</source>
        <translation>ESS ne l'utilise pas comme compteur réseau, à cause de son rôle : %1. S'il mesure le réseau, choisissez le rôle Réseau dans Configuration.</translation>
    </message>
    <message id="p1_ess_overshoot">
        <source>overshoots by %1 %</source>
        <translation>dépasse de %1 %</translation>
    </message>
    <message id="p1_ess_phases">
        <source>ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1.</source>
        <translation>ESS utilise ce compteur, mais ses phases semblent être dans un autre ordre que celles du convertisseur. Vérifiez le câblage ; si c'est le cas, choisissez l'ordre %1.</translation>
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
        <translation>Pas de convertisseur</translation>
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
    <message id="p1_gas_today">
        <source>Gas today</source>
        <translation>Gaz aujourd'hui</translation>
    </message>
    <message id="p1_gas_yesterday">
        <source>Gas yesterday</source>
        <translation>Gaz hier</translation>
    </message>
    <message id="p1_grade_careful">
        <source>usable for ESS with care</source>
        <translation>utilisable pour ESS avec précaution</translation>
    </message>
    <message id="p1_grade_fit">
        <source>good for ESS</source>
        <translation>bon pour ESS</translation>
    </message>
    <message id="p1_grade_slow">
        <source>too seldom for ESS</source>
        <translation>trop rares pour ESS</translation>
    </message>
    <message id="p1_interval">
        <source>Telegrams</source>
        <translation>Télégrammes</translation>
    </message>
    <message id="p1_interval_every">
        <source>every %1 s</source>
        <translation>toutes les %1 s</translation>
    </message>
    <message id="p1_limit">
        <source>Limit of a demand window</source>
        <translation>Limite de la pointe de puissance</translation>
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
    <message id="p1_meters_hint">
        <source>Only meters that send telegrams are listed.</source>
        <translation>Seuls les compteurs qui envoient des télégrammes sont listés.</translation>
    </message>
    <message id="p1_meters_title">
        <source>P1 meters</source>
        <translation>Compteurs P1</translation>
    </message>
    <message id="p1_month">
        <source>Peak of %1</source>
        <translation>Pointe de %1</translation>
    </message>
    <message id="p1_month_peak">
        <source>Month peak of the meter</source>
        <translation>Pointe mensuelle du compteur</translation>
    </message>
    <message id="p1_month_peak_time">
        <source>Time of the peak</source>
        <translation>Heure de la pointe</translation>
    </message>
    <message id="p1_mqtt">
        <source>Publish over MQTT</source>
        <translation>Publier par MQTT</translation>
    </message>
    <message id="p1_name">
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message id="p1_name_long">
        <source>At most 32 characters</source>
        <translation>32 caractères au plus</translation>
    </message>
    <message id="p1_not_connected">
        <source>Not connected</source>
        <translation>Non connecté</translation>
    </message>
    <message id="p1_not_connected_since">
        <source>Not connected since %1</source>
        <translation>Non connecté depuis %1</translation>
    </message>
    <message id="p1_notifications">
        <source>Notifications</source>
        <translation>Notifications</translation>
    </message>
    <message id="p1_now">
        <source>Now</source>
        <translation>Maintenant</translation>
    </message>
    <message id="p1_order_hint">
        <source>Which phase of the inverter each phase of the meter is wired to:</source>
        <translation>À quelle phase du convertisseur est reliée chaque phase du compteur :</translation>
    </message>
    <message id="p1_order_phase">
        <source>Meter L%1</source>
        <translation>Compteur L%1</translation>
    </message>
    <message id="p1_page">
        <source>Web page</source>
        <translation>Page web</translation>
    </message>
    <message id="p1_phase">
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message id="p1_power">
        <source>Power</source>
        <translation>Puissance</translation>
    </message>
    <message id="p1_row">
        <source>P1 meter</source>
        <translation>Compteur P1</translation>
    </message>
    <message id="p1_sags">
        <source>Voltage sags L%1</source>
        <translation>Creux de tension L%1</translation>
    </message>
    <message id="p1_seconds">
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message id="p1_setup">
        <source>Setup</source>
        <translation>Configuration</translation>
    </message>
    <message id="p1_setup_hint">
        <source>Role and position are in the stock page Setup of the device.</source>
        <translation>Rôle et position sont sur la page habituelle Configuration de l'appareil.</translation>
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
        <source>Refused because of</source>
        <translation>Refusés à cause de</translation>
    </message>
    <message id="p1_telegrams_good">
        <source>Good telegrams</source>
        <translation>Bons télégrammes</translation>
    </message>
    <message id="p1_telegrams_rejected">
        <source>Refused telegrams</source>
        <translation>Télégrammes refusés</translation>
    </message>
    <message id="p1_telegrams_repaired">
        <source>Repaired telegrams</source>
        <translation>Télégrammes réparés</translation>
    </message>
    <message id="p1_today_export">
        <source>Today, sold</source>
        <translation>Aujourd'hui, injecté</translation>
    </message>
    <message id="p1_today_import">
        <source>Today, bought</source>
        <translation>Aujourd'hui, acheté</translation>
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
    <message id="p1_water_today">
        <source>Water today</source>
        <translation>Eau aujourd'hui</translation>
    </message>
    <message id="p1_water_yesterday">
        <source>Water yesterday</source>
        <translation>Eau hier</translation>
    </message>
    <message id="p1_yesterday_export">
        <source>Yesterday, sold</source>
        <translation>Hier, injecté</translation>
    </message>
    <message id="p1_yesterday_import">
        <source>Yesterday, bought</source>
        <translation>Hier, acheté</translation>
    </message>
</context>
</TS>
