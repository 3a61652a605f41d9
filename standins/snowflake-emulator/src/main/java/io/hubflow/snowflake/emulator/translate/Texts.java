package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import java.util.List;
import java.util.Optional;

/** Functions over text that DuckDB has under the same or another name, with the same arguments. */
final class Texts {
    private Texts() {}

    static Optional<Typed> call(Functions.Call call, Conversions conversions) {
        List<Typed> arguments = call.arguments();
        return switch (call.name()) {
            case "UPPER", "LOWER", "LTRIM", "RTRIM", "TRIM", "REVERSE" -> text(call.name(), arguments, conversions, 1);
            case "LENGTH", "LEN" -> number("length", arguments, conversions);
            case "OCTET_LENGTH" -> number("strlen", arguments, conversions);
            case "SUBSTR", "SUBSTRING" -> text("substr", arguments, conversions, 1);
            case "LEFT", "RIGHT", "REPEAT", "LPAD", "RPAD" -> text(call.name(), arguments, conversions, 1);
            case "REPLACE", "SPLIT_PART", "TRANSLATE" -> text(call.name(), arguments, conversions, 2);
            case "REGEXP_REPLACE" -> regexpReplace(call, conversions);
            case "STARTSWITH" -> truth("starts_with", arguments, conversions);
            case "ENDSWITH" -> truth("ends_with", arguments, conversions);
            case "CONTAINS" -> truth("contains", arguments, conversions);
            case "REGEXP_LIKE", "RLIKE" -> truth("regexp_full_match", arguments, conversions);
            case "CHARINDEX", "POSITION" ->
                Optional.of(Functions.integer("strpos(" + conversions.text(call.argument(1)) + ", "
                        + conversions.text(call.argument(0)) + ")"));
            default -> Optional.empty();
        };
    }

    private static Optional<Typed> text(String name, List<Typed> arguments, Conversions conversions, int texts) {
        return Optional.of(Typed.of(name + "(" + list(arguments, conversions, texts) + ")", SnowType.LONG_TEXT));
    }

    private static Optional<Typed> number(String name, List<Typed> arguments, Conversions conversions) {
        return Optional.of(Functions.integer(name + "(" + list(arguments, conversions, 1) + ")"));
    }

    private static Optional<Typed> truth(String name, List<Typed> arguments, Conversions conversions) {
        return Optional.of(Typed.of(name + "(" + list(arguments, conversions, 2) + ")", SnowType.BOOLEAN));
    }

    private static Optional<Typed> regexpReplace(Functions.Call call, Conversions conversions) {
        String replacement = call.count() > 2 ? conversions.text(call.argument(2)) : "''";
        return Optional.of(Typed.of(
                "regexp_replace(" + conversions.text(call.argument(0)) + ", " + conversions.text(call.argument(1))
                        + ", " + replacement + ", 'g')",
                SnowType.LONG_TEXT));
    }

    /** The first {@code texts} arguments as text, the others as they are. */
    private static String list(List<Typed> arguments, Conversions conversions, int texts) {
        var sql = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(
                            i < texts
                                    ? conversions.text(arguments.get(i))
                                    : arguments.get(i).sql());
        }
        return sql.toString();
    }
}
