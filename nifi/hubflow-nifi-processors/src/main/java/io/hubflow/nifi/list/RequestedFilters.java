package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.filter.RecordFilters;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.filter.Where.InvalidWhere;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.ProcessContext;

/** Which records of an object type an administrator wants. */
final class RequestedFilters {
    static final PropertyDescriptor RECORD_FILTERS = new PropertyDescriptor.Builder()
            .name("Record Filters")
            .description(
                    "Which records are loaded, written with HubSpot's operators and property names, and a semicolon "
                            + "between object types. Example: deals: amount GTE 1000 AND pipeline IN (a,b); contacts: "
                            + "lifecyclestage EQ customer. An object type without a filter is loaded whole. Rows that no longer"
                            + " match are marked _out_of_scope, or treated as the property Deletes says.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(RequestedFilters::filtersAreWritten)
            .build();

    private RequestedFilters() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} for a filter that no validator saw, because an expression gives it */
    static List<Where> written(ProcessContext context) {
        var text = context.getProperty(RECORD_FILTERS)
                .evaluateAttributeExpressions()
                .getValue();
        try {
            return parse(text == null ? "" : text);
        } catch (InvalidWhere e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Record Filters, " + e.sentence() + ".",
                    "Nothing was planned.",
                    "Write a type, a colon and conditions, such as deals: amount GTE 1000.",
                    e);
        }
    }

    /**
     * The object types with their filters.
     *
     * @param modifiedFromMillis 0 = none
     * @param everyTypeKnown false when a requested object type could not be discovered
     * @throws ConnectorException {@code CONFIGURATION_INVALID}, with every problem there is
     */
    static List<WantedType> attach(
            List<Where> where, List<WantedType> wanted, long modifiedFromMillis, boolean everyTypeKnown) {
        if (where.isEmpty()) {
            return wanted;
        }
        var definitions = new LinkedHashMap<ObjectType, List<PropertyDefinition>>();
        wanted.forEach(type -> definitions.put(type.type(), type.catalog().properties()));
        var filters = check(where, definitions, modifiedFromMillis > 0, everyTypeKnown);
        return wanted.stream()
                .map(type -> type.filtered(filters.getOrDefault(type.type(), RecordFilter.EVERYTHING)))
                .toList();
    }

    /** @param bounded whether there is a bound on the modification, which takes a place in each search */
    static Map<ObjectType, RecordFilter> check(
            List<Where> where,
            Map<ObjectType, List<PropertyDefinition>> definitions,
            boolean bounded,
            boolean everyTypeKnown) {
        try {
            return RecordFilters.check(
                    where, definitions, RecordFilter.ADDED_TO_A_GROUP + (bounded ? 1 : 0), everyTypeKnown);
        } catch (ConnectorException e) {
            throw new ConnectorException(
                    e.code(), "Record Filters: " + e.what(), "Nothing was planned.", "Correct Record Filters.", e);
        }
    }

    private static List<Where> parse(String text) throws InvalidWhere {
        return text.isBlank() ? List.of() : Where.parse(text.strip());
    }

    private static ValidationResult filtersAreWritten(String subject, String input, ValidationContext context) {
        var result = new ValidationResult.Builder().subject(subject).input(input);
        if (context.isExpressionLanguagePresent(input)) {
            return result.valid(true).build();
        }
        try {
            parse(input);
            return result.valid(true).build();
        } catch (InvalidWhere e) {
            return result.valid(false).explanation(e.sentence()).build();
        }
    }
}
