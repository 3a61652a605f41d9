package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.nifi.HubSpotProcessorProperties;
import java.util.List;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
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
            .description("Properties to leave out, written like Include Properties, which they override.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor SENSITIVE = new PropertyDescriptor.Builder()
            .name("Sensitive Properties")
            .description(
                    "Sensitive and highly sensitive properties to read, written like Include Properties; * = all. If "
                            + "empty, such a property is read only if Include Properties names it without a wildcard.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    private SelectedProperties() {}

    static PropertyFilter filter(ProcessContext context) {
        return privacy(context).selecting(names(context, INCLUDE), names(context, EXCLUDE));
    }

    /** In what form values are stored, with the properties of sensitive classes that this processor reads. */
    static PrivacyRules privacy(ProcessContext context) {
        var stored = HubSpotProcessorProperties.service(context).privacy();
        return new PrivacyRules(names(context, SENSITIVE), stored.hash(), stored.mask(), stored.drop(), stored.salt());
    }

    private static List<String> names(ProcessContext context, PropertyDescriptor property) {
        var written =
                context.getProperty(property).evaluateAttributeExpressions().getValue();
        return written == null ? List.of() : ObjectTypeNames.split(written);
    }
}
