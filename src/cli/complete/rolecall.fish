# Completions of rolecall for fish. The program is asked at each Tab.
function __rolecall_complete
    set -l current (commandline --current-token)
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    for line in (command rolecall __complete fish -- $before "$current" 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$current"
        else
            printf '%s\n' $line
        end
    end
end
complete --command rolecall --no-files --arguments '(__rolecall_complete)'
