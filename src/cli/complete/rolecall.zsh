#compdef rolecall
# Completions of rolecall for zsh. The program is asked at each Tab.
_rolecall() {
    local -a before values shown open open_shown
    local line value help files
    before=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    while IFS= read -r line; do
        if [[ $line == ":files" ]]; then
            files=1
            continue
        fi
        value=${line%%$'\t'*}
        help=${line#*$'\t'}
        # An operation goes on behind its slash.
        if [[ $value == */ ]]; then
            open+=("$value")
        else
            values+=("$value")
            shown+=("$value${help:+  -- $help}")
        fi
    done < <(command rolecall __complete zsh -- "${before[@]}" 2>/dev/null)
    [[ $PREFIX == --*=* ]] && compset -P 1 '*='
    local -a folding=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    (( $#open )) && compadd "${folding[@]}" -S '' -a open
    (( $#values )) && compadd "${folding[@]}" -l -d shown -a values
    [[ -n $files ]] && _files
    return 0
}
if [[ ${funcstack[1]} == _rolecall ]]; then
    _rolecall "$@"
elif (( $+functions[compdef] )); then
    compdef _rolecall rolecall
fi
