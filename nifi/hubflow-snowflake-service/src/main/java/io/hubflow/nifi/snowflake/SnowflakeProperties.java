package io.hubflow.nifi.snowflake;

import io.hubflow.snowflake.SnowflakeOption;
import io.hubflow.snowflake.SnowflakeOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;

/** What {@link SnowflakeConnectionService} can be told; named as in the official connector where it has a name. */
final class SnowflakeProperties {
    static final AllowableValue KEY_PAIR = new AllowableValue("KEY_PAIR", "Key Pair", "A service user's RSA key.");
    static final AllowableValue ACCESS_TOKEN = new AllowableValue(
            "PROGRAMMATIC_ACCESS_TOKEN", "Programmatic Access Token", "A token that Snowflake made for the user.");
    static final AllowableValue OAUTH = new AllowableValue("OAUTH", "OAuth", "An access token of an OAuth server.");
    static final AllowableValue PASSWORD =
            new AllowableValue("PASSWORD", "Password", "For emulators on this machine only.");

    static final PropertyDescriptor ACCOUNT = text("Snowflake Account Identifier")
            .description(
                    "Organisation and account, such as MYORG-ACCOUNT1: SELECT CURRENT_ORGANIZATION_NAME() || '-' || "
                            + "CURRENT_ACCOUNT_NAME().")
            .required(true)
            .build();
    static final PropertyDescriptor STRATEGY = new PropertyDescriptor.Builder()
            .name("Snowflake Authentication Strategy")
            .description(
                    "How this flow authenticates with Snowflake. SNOWFLAKE_MANAGED, which the official connector has,"
                            + " works only inside Openflow's own processors: use KEY_PAIR instead.")
            .allowableValues(KEY_PAIR, ACCESS_TOKEN, OAUTH, PASSWORD)
            .defaultValue(KEY_PAIR)
            .required(true)
            .build();
    static final PropertyDescriptor USERNAME = text("Snowflake Username")
            .description("The service user (TYPE = SERVICE) that owns the key or token.")
            .required(true)
            .build();
    static final PropertyDescriptor ROLE = text("Snowflake Role")
            .description(
                    "The role that has USAGE on database, schema and warehouse, and CREATE TABLE, CREATE STAGE and CREATE "
                            + "VIEW on the schema. Verify this service to see which grant is missing.")
            .required(true)
            .build();
    static final PropertyDescriptor WAREHOUSE = text("Snowflake Warehouse")
            .description("The warehouse that runs the merges. XSMALL with AUTO_SUSPEND = 60 is enough.")
            .required(true)
            .build();
    static final PropertyDescriptor PRIVATE_KEY = secret("Snowflake Private Key")
            .description(
                    "The PKCS #8 key in PEM format, including the BEGIN and END lines. Leave it empty if you give a "
                            + "key file.")
            .dependsOn(STRATEGY, KEY_PAIR)
            .build();
    static final PropertyDescriptor PRIVATE_KEY_FILE = text("Snowflake Private Key File")
            .description(
                    "The file that holds the key, on every node, or an uploaded asset. Use it instead of the key's "
                            + "text.")
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .dependsOn(STRATEGY, KEY_PAIR)
            .build();
    static final PropertyDescriptor PRIVATE_KEY_PASSWORD = secret("Snowflake Private Key Password")
            .description("Only for an encrypted key.")
            .dependsOn(STRATEGY, KEY_PAIR)
            .build();
    static final PropertyDescriptor TOKEN = secret("Snowflake Access Token")
            .description("The programmatic access token, or the OAuth access token.")
            .dependsOn(STRATEGY, ACCESS_TOKEN, OAUTH)
            .build();
    static final PropertyDescriptor SNOWFLAKE_PASSWORD = secret("Snowflake Password")
            .description("For emulators on this machine only: Snowflake refuses passwords of service users.")
            .dependsOn(STRATEGY, PASSWORD)
            .build();
    static final PropertyDescriptor DATABASE = text("Destination Database")
            .description("Must exist. Write it in upper case, unless it was created with a quoted name.")
            .required(true)
            .build();
    static final PropertyDescriptor SCHEMA = text("Destination Schema")
            .description("Must exist. Write it in upper case, unless it was created with a quoted name.")
            .required(true)
            .build();
    static final PropertyDescriptor URL = text("Snowflake Connection URL")
            .description("Needed only for a private host name: https://host. Otherwise it is derived from the account.")
            .build();
    static final PropertyDescriptor LAYOUT = new PropertyDescriptor.Builder()
            .name("Table Layout")
            .description(
                    "columns: a typed column for each property. raw: one VARIANT column, and a view <TABLE>_VIEW with the "
                            + "columns.")
            .allowableValues("columns", "raw")
            .defaultValue("columns")
            .required(true)
            .build();

    static final PropertyDescriptor SPOOL = text("Spool Directory")
            .description(
                    "The directory where a node keeps the rows of the current transaction, at most 4 GB. Losing it "
                            + "does no harm. By default, hubflow-snowflake-spool in the temporary directory.")
            .build();

    private static final Map<SnowflakeOption, PropertyDescriptor> BY_OPTION = new EnumMap<>(Map.ofEntries(
            Map.entry(SnowflakeOption.ACCOUNT_IDENTIFIER, ACCOUNT),
            Map.entry(SnowflakeOption.AUTHENTICATION_STRATEGY, STRATEGY),
            Map.entry(SnowflakeOption.USERNAME, USERNAME),
            Map.entry(SnowflakeOption.ROLE, ROLE),
            Map.entry(SnowflakeOption.WAREHOUSE, WAREHOUSE),
            Map.entry(SnowflakeOption.PRIVATE_KEY, PRIVATE_KEY),
            Map.entry(SnowflakeOption.PRIVATE_KEY_FILE, PRIVATE_KEY_FILE),
            Map.entry(SnowflakeOption.PRIVATE_KEY_PASSWORD, PRIVATE_KEY_PASSWORD),
            Map.entry(SnowflakeOption.TOKEN, TOKEN),
            Map.entry(SnowflakeOption.PASSWORD, SNOWFLAKE_PASSWORD),
            Map.entry(SnowflakeOption.DATABASE, DATABASE),
            Map.entry(SnowflakeOption.SCHEMA, SCHEMA),
            Map.entry(SnowflakeOption.URL, URL),
            Map.entry(SnowflakeOption.LAYOUT, LAYOUT),
            Map.entry(SnowflakeOption.SPOOL_DIRECTORY, SPOOL)));

    static final List<PropertyDescriptor> ALL = List.of(
            ACCOUNT,
            STRATEGY,
            USERNAME,
            ROLE,
            WAREHOUSE,
            PRIVATE_KEY,
            PRIVATE_KEY_FILE,
            PRIVATE_KEY_PASSWORD,
            TOKEN,
            SNOWFLAKE_PASSWORD,
            DATABASE,
            SCHEMA,
            URL,
            LAYOUT,
            SPOOL);

    private SnowflakeProperties() {}

    /** What was configured, by the destination's own names; empty values are left out, as unset parameters give them. */
    static Map<SnowflakeOption, String> read(PropertyContext context) {
        var given = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
        BY_OPTION.forEach((option, property) -> {
            var written = context.getProperty(property);
            var value = property.isExpressionLanguageSupported()
                    ? written.evaluateAttributeExpressions().getValue()
                    : written.getValue();
            if (value != null && !value.isBlank()) {
                given.put(option, value);
            }
        });
        return given;
    }

    /** The property that a problem is about. */
    static String nameOf(SnowflakeOption option) {
        var property = BY_OPTION.get(option);
        return property == null ? option.label() : property.getName();
    }

    /** What is wrong, in the words of the canvas instead of those of the configuration file. */
    static String sentence(SnowflakeOptions.Problem problem) {
        var sentence = problem.sentence();
        // The longest key first: one is the beginning of another.
        for (var option : List.of(SnowflakeOption.PRIVATE_KEY_FILE, SnowflakeOption.PRIVATE_KEY)) {
            sentence = sentence.replace(option.key(), nameOf(option));
        }
        return sentence;
    }

    private static PropertyDescriptor.Builder text(String name) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .required(false)
                .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
                .addValidator(Validator.VALID);
    }

    private static PropertyDescriptor.Builder secret(String name) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .required(false)
                .sensitive(true)
                .addValidator(Validator.VALID);
    }
}
