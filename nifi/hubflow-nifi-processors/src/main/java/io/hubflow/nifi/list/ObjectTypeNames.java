package io.hubflow.nifi.list;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.ProcessContext;

/** Lists of names, and dates, as an administrator writes them. */
public final class ObjectTypeNames {
    /** Plural or singular names, {@code 0-1}, {@code 2-345}, {@code p123_car}; spaces occur in the official connector's names. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_ -]*");

    public static final PropertyDescriptor OBJECT_TYPES = new PropertyDescriptor.Builder()
            .name("Object Types")
            .description(
                    "What to read, separated by commas: standard types by name (contacts, companies, deals, tickets, "
                            + "line_items, …), custom objects by name or type id (p123_car, 2-345). A type that you add later "
                            + "is loaded from the start; the others are not affected. all = every type that the token may read,"
                            + " including types that appear later. A bulletin names the types that the token may not read, and "
                            + "the missing scopes.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(ObjectTypeNames::namesAreWritten)
            .build();

    private ObjectTypeNames() {}

    /** The names as they are written in the processor's property, spaces mended, each once. */
    public static List<String> of(ProcessContext context) {
        return parse(
                context.getProperty(OBJECT_TYPES).evaluateAttributeExpressions().getValue());
    }

    private static List<String> parse(String written) {
        return Arrays.stream(written.split(","))
                .map(name -> name.strip().replace(' ', '_'))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    static List<String> split(String written) {
        return Arrays.stream(written.split("[,\\s]+"))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** @throws DateTimeParseException when it is neither {@code 2026-01-31} (UTC) nor {@code 2026-01-31T12:00:00Z} */
    static Instant instant(String written) {
        var text = written.strip();
        return text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
    }

    static Validator dateOrInstant() {
        return (subject, input, context) -> {
            var result = new ValidationResult.Builder().subject(subject).input(input);
            if (context.isExpressionLanguagePresent(input) || input.isBlank()) {
                return result.valid(true).build();
            }
            try {
                instant(input);
                return result.valid(true).build();
            } catch (DateTimeParseException e) {
                return result.valid(false)
                        .explanation("it is no date; write 2026-01-31 or 2026-01-31T12:00:00Z")
                        .build();
            }
        };
    }

    /** Takes over the value of a processor that was configured under the official connector's older name. */
    public static void migrate(PropertyConfiguration configuration) {
        configuration.renameProperty("Object Type", OBJECT_TYPES.getName());
    }

    private static ValidationResult namesAreWritten(String subject, String input, ValidationContext context) {
        var result = new ValidationResult.Builder().subject(subject).input(input);
        if (context.isExpressionLanguagePresent(input)) {
            return result.valid(true).build();
        }
        var bad = parse(input).stream()
                .filter(name -> !NAME.matcher(name).matches())
                .toList();
        if (parse(input).isEmpty()) {
            return result.valid(false)
                    .explanation("it names no object type; write contacts,companies")
                    .build();
        }
        return result.valid(bad.isEmpty())
                .explanation("these are no names of object types: " + String.join(", ", bad))
                .build();
    }
}
