package io.hubflow.simulation;

import io.hubflow.hubspot.SearchRequest;
import java.util.Map;
import java.util.TreeMap;

/** How often what was drawn, so that one sees what the runs have tried. Thread-safe. */
final class Coverage {
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    synchronized void add(Scenario scenario) {
        count("destination", scenario.tables().toString());
        count("dialect", scenario.dialect().version());
        count("tier", scenario.portal().tier().toString());
        count("id order", scenario.portal().idOrder().toString());
        count("list cursor", scenario.portal().listCursor().toString());
        count("new ids", scenario.portal().newIds().toString());
        count("short pages", String.valueOf(scenario.portal().shortPages()));
        count("search page", String.valueOf(scenario.portal().searchPage()));
        count("index delay", scenario.portal().indexDelay().longest().toString());
        count("deletes", scenario.deletes().toString());
        count("refresh", scenario.refresh().toString());
        count("properties", scenario.include().isEmpty() ? "all" : "some");
        count("pairs", String.valueOf(scenario.pairs().size()));
        count("histories", String.valueOf(scenario.history().size()));
        scenario.filters()
                .values()
                .forEach(filter -> count("filters", filter.operator().toString()));
        count("updated after", scenario.updatedAfter().isPresent() ? "yes" : "no");
        count("runs", String.valueOf(scenario.runs()));
        scenario.objects().forEach(object -> count("object types", object));
        var most = scenario.portal().records().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        count("records", most > SearchRequest.MAX_WINDOW ? "more than a search shows" : "few");
        for (var circumstance : scenario.circumstances()) {
            if (circumstance instanceof Circumstance.Change change) {
                count(
                        change.call() <= 0 ? "changes between runs" : "changes during runs",
                        change.kind().toString());
            } else if (circumstance instanceof Circumstance.AlteredTable altered) {
                count("altered tables", altered.kind().toString());
            } else if (circumstance instanceof Circumstance.Trouble trouble) {
                count("troubles", trouble.rule().fault().getClass().getSimpleName());
            } else {
                count("circumstances", circumstance.getClass().getSimpleName());
            }
        }
    }

    private void count(String what, String drawn) {
        counts.computeIfAbsent(what, name -> new TreeMap<>()).merge(drawn, 1, Integer::sum);
    }

    /** A line for each kind of draw. */
    synchronized String table() {
        var table = new StringBuilder();
        counts.forEach((what, drawn) -> {
            table.append("  %-22s".formatted(what));
            drawn.forEach((value, count) ->
                    table.append(' ').append(value).append(' ').append(count).append(" ·"));
            table.setLength(table.length() - 2);
            table.append('\n');
        });
        return table.toString();
    }
}
