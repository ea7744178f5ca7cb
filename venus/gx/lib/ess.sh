# shellcheck shell=sh disable=SC2154
# Sourced by status: what ESS does with a meter on the D-Bus, as its driver finds out and publishes it at /P1/Ess.

# Prints what ESS does with a meter, and reports what is wrong: ess_of SERVICE.
ess_of() {
    # The driver may find out something new between two of these questions.
    tries=5
    while
        state=$(get "$1" /P1/Ess/State)
        text=$(get "$1" /P1/Ess/Text) remedy=$(get "$1" /P1/Ess/Remedy) is_wrong=$(get "$1" /P1/Ess/Wrong)
        [ "$(get "$1" /P1/Ess/State)" != "$state" ] && [ $tries -gt 0 ]
    do
        tries=$((tries - 1))
    done
    line ESS "$text"
    # The driver asks the bus after it has registered.
    # shellcheck disable=SC2034  # for status
    [ "$state" != unknown ] || ! is_starting || starting=yes
    # The line itself does not know that the driver follows the inverter between telegrams that come too seldom, or can.
    case $state/${slow:-} in
    followed/"$about"?*) slow='' well="${well:-}${about}telegrams come seldom, and between them the driver follows the inverter; " ;;
    slow_not_used/"$about"?*) slow='' careful=${careful:-$about$text} ;;
    slow/"$about"?*) slow="$about$text. $remedy" ;;
    esac
    [ "$state" != reserve ] || careful=${careful:-$about$text. $remedy}
    [ "$is_wrong" = 1 ] || return 0
    case $state in
    slow) ;; # reported at the end
    phase_order) careful=${careful:-$about$text. $remedy} ;; # a doubt about the order of phases
    *) wrong "$text. $remedy" ;;
    esac
}

# Prints what happens while no meter is there (gui-v2: PageSettingsHub4).
without_meter() {
    [ "$(setting CGwacs/RunWithoutGridMeter)" != 1 ] || return 0
    case $(setting CGwacs/GridMeterRequired) in
    1) line 'no meter' 'without the meter, the inverter passes the grid through (Grid meter required: Yes)' ;;
    0) line 'no meter' 'without the meter, ESS uses the inverter'\''s own measurement (Grid meter required: No)' ;;
    *) line 'no meter' 'what happens without the meter depends on this firmware, which has no setting "Grid meter required"' ;;
    esac
}
