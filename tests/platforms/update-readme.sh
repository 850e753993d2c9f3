# update_readme: writes the newest result of each platform into the table of README.md, between its two markers.
update_readme() {
    local name table
    table=$(mktemp)
    {
        echo '| what ran | on | passed | failed | skipped | date (UTC) |'
        echo '|---|---|---:|---:|---:|---|'
        for name in tests pester pester5 net8 net9 netstandard wine-client wine-cmdlet wine-pwsh mono machines; do
            [ -f "$results/$name.json" ] || continue
            if [ "$(text_of "$name" status)" = run ]; then
                printf '| %s (`%s`) | %s | %d | %d | %d | %s |\n' "$(text_of "$name" what)" "$name" \
                    "$(text_of "$name" system)" "$(number_of "$name" passed)" "$(number_of "$name" failed)" \
                    "$(number_of "$name" skipped)" "$(text_of "$name" date)"
            else
                printf '| %s (`%s`) | not run: %s | | | | %s |\n' "$(text_of "$name" what)" "$name" \
                    "$(text_of "$name" reason)" "$(text_of "$name" date)"
            fi
        done
    } >"$table"
    awk -v table="$table" '
        /^<!-- platforms: end -->$/ { inside = 0 }
        !inside { print }
        /^<!-- platforms: written by tests\/platforms\/run --readme -->$/ {
            inside = 1
            while ((getline line < table) > 0) print line
        }' README.md >"$table.md" && cat "$table.md" >README.md
    rm -f "$table" "$table.md"
}
