package io.hubflow.nifi.list;

import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.HubSpotProcessorProperties;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

/** What {@link ListHubSpotObjects} can be told. */
final class ListProperties {
    static final PropertyDescriptor UPDATED_AFTER = new PropertyDescriptor.Builder()
            .name("Updated After")
            .description("Leaves out records last modified before this date (2026-01-31, UTC) or instant "
                    + "(2026-01-31T12:00:00Z). Empty = loads everything. If you move it back later, the records in "
                    + "between are loaded; if you move it forward, nothing is removed.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(ObjectTypeNames.dateOrInstant())
            .build();

    static final PropertyDescriptor SETTLE_LAG = new PropertyDescriptor.Builder()
            .name("Settle Lag")
            .description(
                    "HubSpot's search shows a change only after a while. Every run reads up to the present. Changes "
                            + "that are more recent than this are read once more by the next run, because some may have been "
                            + "missing.")
            .required(true)
            .defaultValue("5 min")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.SECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor WINDOW_OVERLAP = new PropertyDescriptor.Builder()
            .name("Window Overlap")
            .description("How far each window overlaps the one before it, in case clocks differ.")
            .required(true)
            .defaultValue("30 sec")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.SECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor REFRESH_POLICY = new PropertyDescriptor.Builder()
            .name("Refresh Policy")
            .description(
                    "When to read records again whose changes a search by modification time cannot find (calculated "
                            + "values, restored records). AUTO: with at most 5 % of the portal's daily calls, for all object "
                            + "types and flows together. ALWAYS: as soon as the previous pass has arrived. NEVER: not at all.")
            .required(true)
            .allowableValues(RefreshPolicy.values())
            .defaultValue(RefreshPolicy.AUTO.name())
            .build();

    static final PropertyDescriptor ASSOCIATIONS = new PropertyDescriptor.Builder()
            .name("Associations")
            .description(
                    "Pairs of object types whose links are loaded, each into its own table (contacts_companies). all "
                            + "= every pair of these object types that HubSpot can link; none; or pairs such as "
                            + "contacts:companies,deals:contacts.")
            .required(true)
            .defaultValue("all")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(ListProperties::pairsAreWritten)
            .build();

    static final PropertyDescriptor HISTORY = new PropertyDescriptor.Builder()
            .name("Property History")
            .description(
                    "Properties whose earlier values are loaded into <table>_history, separated by commas: names or wildcards "
                            + "after an object type and a dot (deals.dealstage,contacts.lifecyclestage,companies.*). Empty = none.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor ROWS_PER_SLICE = new PropertyDescriptor.Builder()
            .name("Records Per Slice")
            .description(
                    "Large loads are divided into slices of about this many records at most, which threads and nodes "
                            + "share. Below four thousand, each slice of a first load is read by a search or by a list, which "
                            + "is slower than by both at once.")
            .required(true)
            .defaultValue("10000")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createLongValidator(1_000, 1_000_000, true))
            .build();

    static final PropertyDescriptor PLAN_AGAIN_AFTER = new PropertyDescriptor.Builder()
            .name("Plan Again After")
            .description(
                    "Slices are emitted again when none of them has arrived in the destination for this long, plus "
                            + "one second for every hundred records on their way. Then somebody has emptied a queue or stopped "
                            + "a processor. The wait doubles each time.")
            .required(true)
            .defaultValue("15 min")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 7, TimeUnit.DAYS))
            .build();

    static final List<PropertyDescriptor> ALL = List.of(
            HubSpotProcessorProperties.HUBSPOT_SERVICE,
            HubSpotProcessorProperties.DESTINATION_SERVICE,
            ObjectTypeNames.OBJECT_TYPES,
            UPDATED_AFTER,
            SelectedProperties.INCLUDE,
            SelectedProperties.EXCLUDE,
            SelectedProperties.SENSITIVE,
            RequestedFilters.RECORD_FILTERS,
            SETTLE_LAG,
            WINDOW_OVERLAP,
            REFRESH_POLICY,
            ASSOCIATIONS,
            HISTORY,
            HubSpotProcessorProperties.DELETES,
            ROWS_PER_SLICE,
            PLAN_AGAIN_AFTER);

    private ListProperties() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} for a date that no validator saw, because an expression gives it */
    static PlanSettings settings(ProcessContext context) {
        return new PlanSettings(
                context.getProperty(SETTLE_LAG).evaluateAttributeExpressions().asDuration(),
                context.getProperty(WINDOW_OVERLAP)
                        .evaluateAttributeExpressions()
                        .asDuration(),
                RefreshPolicy.valueOf(context.getProperty(REFRESH_POLICY).getValue()),
                associations(context),
                ObjectTypeNames.split(text(context, HISTORY)),
                RequestedFilters.written(context),
                SelectedProperties.privacy(context),
                HubSpotProcessorProperties.deletes(context),
                updatedAfter(context).map(Instant::toEpochMilli).orElse(0L),
                context.getProperty(ROWS_PER_SLICE)
                        .evaluateAttributeExpressions()
                        .asLong(),
                context.getProperty(PLAN_AGAIN_AFTER)
                        .evaluateAttributeExpressions()
                        .asDuration());
    }

    private static AssociationChoice associations(ProcessContext context) {
        try {
            return AssociationChoice.parse(ObjectTypeNames.split(text(context, ASSOCIATIONS)));
        } catch (IllegalArgumentException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Associations " + e.getMessage() + ".",
                    "Nothing was planned.",
                    "Write none, all, or pairs such as contacts:companies.",
                    e);
        }
    }

    private static String text(ProcessContext context, PropertyDescriptor property) {
        var written =
                context.getProperty(property).evaluateAttributeExpressions().getValue();
        return written == null ? "" : written;
    }

    private static ValidationResult pairsAreWritten(String subject, String input, ValidationContext context) {
        var result = new ValidationResult.Builder().subject(subject).input(input);
        if (context.isExpressionLanguagePresent(input)) {
            return result.valid(true).build();
        }
        try {
            AssociationChoice.parse(ObjectTypeNames.split(input));
            return result.valid(true).build();
        } catch (IllegalArgumentException e) {
            return result.valid(false).explanation("it " + e.getMessage()).build();
        }
    }

    /** Empty = everything. @throws ConnectorException as {@link #settings} */
    static Optional<Instant> updatedAfter(ProcessContext context) {
        var written = context.getProperty(UPDATED_AFTER)
                .evaluateAttributeExpressions()
                .getValue();
        if (written == null || written.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ObjectTypeNames.instant(written));
        } catch (DateTimeParseException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Updated After is \"" + written + "\", which is not a date.",
                    "Nothing was planned.",
                    "Write 2026-01-31 or 2026-01-31T12:00:00Z, or leave it empty.",
                    e);
        }
    }
}
