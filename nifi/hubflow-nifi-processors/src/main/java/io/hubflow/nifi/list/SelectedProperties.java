package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.PropertyFilter;
import java.util.List;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

/** Which properties the administrator wants; every processor that plans slices has the same lists. */
final class SelectedProperties {
    static final PropertyDescriptor INCLUDE = new PropertyDescriptor.Builder()
            .name("Include Properties")
            .description(
                    "Properties to read, separated by commas: names or wildcards (hs_*), each optionally after an object "
                            + "type and a dot (contacts.email). Empty = all.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor EXCLUDE = new PropertyDescriptor.Builder()
            .name("Exclude Properties")
            .description("Properties to leave out, written like Include Properties; wins over it.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor SENSITIVE = new PropertyDescriptor.Builder()
            .name("Sensitive Properties")
            .description("Properties of HubSpot's sensitive classes to read, written like Include Properties; * = all. "
                    + "Without it, one is read only where Include Properties names it without a wildcard.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    private SelectedProperties() {}

    static PropertyFilter filter(ProcessContext context) {
        return new PropertyFilter(names(context, INCLUDE), names(context, EXCLUDE), names(context, SENSITIVE));
    }

    private static List<String> names(ProcessContext context, PropertyDescriptor property) {
        var written =
                context.getProperty(property).evaluateAttributeExpressions().getValue();
        return written == null ? List.of() : ObjectTypeNames.split(written);
    }
}
