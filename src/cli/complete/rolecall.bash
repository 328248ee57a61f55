# Completions of rolecall for bash. The program is asked at each Tab.
_rolecall() {
    COMPREPLY=()
    local line
    while IFS= read -r line; do
        if [[ $line == ":files" ]]; then
            if ! compopt -o default 2>/dev/null; then
                # bash 3 has no compopt
                while IFS= read -r line; do
                    COMPREPLY+=("$line")
                done < <(compgen -f -- "$2")
            fi
            continue
        fi
        # An operation goes on behind its slash.
        if [[ $line == */ ]]; then
            compopt -o nospace 2>/dev/null
        fi
        COMPREPLY+=("$line")
    done < <(command rolecall __complete bash -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o nosort -F _rolecall rolecall 2>/dev/null || complete -F _rolecall rolecall
