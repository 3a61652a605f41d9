package io.hubflow.simulator;

import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Reads the texts of command-line options; each refusal says what was expected. */
public final class OptionText {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)?");
    private static final Pattern TRAFFIC = Pattern.compile("(\\d{1,4}(?:\\.\\d+)?)/s|(\\d{1,9})calls");
    private static final Set<String> LATENCY_CLASSES = Set.of("list", "search", "batch", "associations", "other");

    /** The names are numbered with four digits. */
    private static final int MAX_EXTRA_PROPERTIES = 9_999;

    private OptionText() {}

    /** {@code contacts=100000,all=50}: {@code all} stands for the types that are not named; digits may be grouped by underscores, {@code k} and {@code m} multiply. */
    public static Map<String, Long> records(String text) {
        var records = new LinkedHashMap<String, Long>();
        pairs(text, "records", "contacts=100000,companies=20000", (name, count) -> records.put(name, count(count)));
        return records;
    }

    /**
     * {@code contacts=200000,deals:dealstage=closedwon}: a static list of so many generated records, and a dynamic one of
     * the records whose property has a value.
     */
    public static List<ListPlan> lists(String text) {
        var plans = new ArrayList<ListPlan>();
        pairs(text, "lists", "contacts=200000,deals:dealstage=closedwon", (name, value) -> {
            int colon = name.indexOf(':');
            plans.add(
                    colon < 0
                            ? ListPlan.of(name, count(value))
                            : ListPlan.where(name.substring(0, colon), name.substring(colon + 1), value));
        });
        return plans;
    }

    /** {@code contacts=500}: properties of the account's own, at most 9,999 of a type. */
    public static Map<String, Integer> extraProperties(String text) {
        var counts = new LinkedHashMap<String, Integer>();
        pairs(text, "extra properties", "contacts=500", (name, count) -> {
            long number = count(count);
            if (number > MAX_EXTRA_PROPERTIES) {
                throw new IllegalArgumentException(
                        "At most " + MAX_EXTRA_PROPERTIES + " extra properties of a type, not " + count);
            }
            counts.put(name, (int) number);
        });
        return counts;
    }

    /** {@code list=250ms,search=450ms,batch=300ms,other=50ms}. */
    public static Map<String, Duration> latency(String text) {
        var latency = new LinkedHashMap<String, Duration>();
        pairs(text, "latency", "list=250ms,search=450ms,batch=300ms", (name, duration) -> {
            if (!LATENCY_CLASSES.contains(name)) {
                throw new IllegalArgumentException(
                        "Unknown latency class \"" + name + "\"; choose list, search, batch, associations or other");
            }
            latency.put(name, duration(duration));
        });
        return latency;
    }

    /** {@code 5s} for every change, or {@code 1s..20s} for a delay drawn for each. */
    public static IndexDelay indexDelay(String text) {
        int dots = text.indexOf("..");
        return dots < 0
                ? IndexDelay.fixed(duration(text))
                : IndexDelay.between(duration(text.substring(0, dots)), duration(text.substring(dots + 2)));
    }

    /** {@code 7/s} or {@code 0.5/s}: operations a second; {@code 3calls}: a tick before every third page. */
    public static TrafficPlan traffic(String text, long seed) {
        var matcher = TRAFFIC.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a pace such as 7/s (operations a second) or 3calls (a tick before every third page)");
        }
        return matcher.group(1) != null
                ? TrafficPlan.perSecond(Double.parseDouble(matcher.group(1)), seed)
                : TrafficPlan.beforeEveryNthPage(Long.parseLong(matcher.group(2)), seed);
    }

    /** {@code numeric} or {@code string}. */
    public static IdOrder idOrder(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "numeric" -> IdOrder.NUMERIC;
            case "string" -> IdOrder.STRING;
            default ->
                throw new IllegalArgumentException("Unknown id order \"" + text + "\"; choose numeric or string");
        };
    }

    /** {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}; a bare number is seconds. */
    public static Duration duration(String text) {
        var matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration such as 250ms, 5s, 2m or 1h");
        }
        double unitMillis = switch (String.valueOf(matcher.group(2))) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1_000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unitMillis));
    }

    private static long count(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        long factor = digits.endsWith("k") ? 1_000 : digits.endsWith("m") ? 1_000_000 : 1;
        String number = factor == 1 ? digits : digits.substring(0, digits.length() - 1);
        if (!number.matches("\\d{1,12}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number of records");
        }
        return Long.parseLong(number) * factor;
    }

    private static void pairs(String text, String option, String example, BiConsumer<String, String> reader) {
        for (String pair : text.split(",")) {
            String[] sides = pair.split("=", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
                throw new IllegalArgumentException(
                        "\"" + pair + "\" in " + option + " is not name=value; an example is " + example);
            }
            reader.accept(sides[0].strip(), sides[1].strip());
        }
    }
}
