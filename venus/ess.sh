# shellcheck shell=sh
# Sourced by status: why ESS would not use a grid meter that is on the D-Bus (gui-v2: PageSettingsHub4, systemcalc: acinput).

# ESS uses the grid meter with the lowest instance, whatever its driver: rivals SERVICE INSTANCE.
rivals() {
    first=$2 rival=
    for other in $(names '^com\.victronenergy\.grid\.' | grep -vxF "$1"); do
        theirs=$(get "$other" /DeviceInstance)
        case $theirs in
        '' | *[!0-9]*) ;;
        *) [ "$theirs" -gt "$first" ] || first=$theirs rival=$other ;;
        esac
    done
    [ -n "$rival" ] || return 0
    product=$(get "$rival" /CustomName)
    product=${product:-$(get "$rival" /ProductName)}
    line ESS "uses $rival, instance $first: $product, by $(get "$rival" /Mgmt/ProcessName), $(get "$rival" /Mgmt/Connection)"
    case $rival in
    *.p1_*)
        if [ "$(get "$rival" /Mgmt/ProcessName)" = dbus-p1 ]; then
            wrong "ESS uses the P1 meter with the lower instance, $rival. If $1 measures something else, set its venus.role in /data/conf/dbus-p1.${1##*.p1_}.properties"
        fi
        ;;
    esac
    wrong "ESS uses another grid meter, $rival ($product), because its instance, $first, is the lowest: unplug it or uninstall its driver; or give it another role, or an instance above $2 (Settings, Devices, $product)"
}

input_is() {
    case $1 in
    0) echo 'not used' ;;
    1) echo Grid ;;
    2) echo Generator ;;
    3) echo Shore ;;
    *) echo "$1" ;;
    esac
}

# Why ESS would not use any grid meter.
settings_of_ess() {
    input=$(setting SystemSetup/AcInput1)
    input2=$(setting SystemSetup/AcInput2)
    if [ -n "$input" ] && [ "$input" != 1 ] && [ "$input2" != 1 ]; then
        line ESS "ignores it: AC input 1 is $(input_is "$input")${input2:+, AC input 2 is $(input_is "$input2")}, none is Grid"
        wrong 'ESS ignores it, because no AC input is Grid: set it (Settings, System setup, AC input 1)'
    fi
    if [ "$(setting CGwacs/RunWithoutGridMeter)" = 1 ]; then
        line ESS 'ignores it: Grid metering is Inverter/Charger, not External meter'
        wrong 'ESS ignores it: set Grid metering to External meter (Settings, ESS, Grid metering)'
        return
    fi
    case $(setting CGwacs/GridMeterRequired) in
    1) line 'no meter' 'without the meter, the inverter passes the grid through (Grid meter required: on)' ;;
    0) line 'no meter' 'without the meter, ESS uses the inverter'\''s own measurement (Grid meter required: off)' ;;
    *) line 'no meter' 'what happens without the meter depends on this firmware, which has no setting "Grid meter required"' ;;
    esac
}
