package io.hubflow.nifi.service;

import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.proxy.ProxyConfigurationService;
import org.apache.nifi.ssl.SSLContextProvider;

/** What {@link StandardHubSpotClientService} can be told. */
final class HubSpotProperties {
    /** Hosts to which a token may travel unencrypted, because it does not leave the machine. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    static final AllowableValue ACCESS_TOKEN_STRATEGY = new AllowableValue(
            "ACCESS_TOKEN", "Access Token", "A service key or the access token of a private app; it does not expire.");
    static final AllowableValue OAUTH_STRATEGY = new AllowableValue(
            "OAUTH_REFRESH_TOKEN",
            "OAuth Refresh Token",
            "A public app's refresh token; access tokens are renewed before their 30 minutes end.");

    static final PropertyDescriptor AUTHENTICATION_STRATEGY = new PropertyDescriptor.Builder()
            .name("Authentication Strategy")
            .description("How this flow authenticates with HubSpot.")
            .allowableValues(ACCESS_TOKEN_STRATEGY, OAUTH_STRATEGY)
            .defaultValue(ACCESS_TOKEN_STRATEGY)
            .required(true)
            .build();

    static final PropertyDescriptor ACCESS_TOKEN = new PropertyDescriptor.Builder()
            .name("HubSpot Access Token")
            .description(
                    "The service key or private app token, as HubSpot shows it (pat-…). It needs the read scope of "
                            + "every object type to be read; verify this service to see which are missing.")
            .required(true)
            .sensitive(true)
            .addValidator(HubSpotProperties::tokenIsOneWord)
            .dependsOn(AUTHENTICATION_STRATEGY, ACCESS_TOKEN_STRATEGY)
            .build();

    static final PropertyDescriptor OAUTH_CLIENT_ID = new PropertyDescriptor.Builder()
            .name("OAuth Client ID")
            .description("The public app's client id.")
            .required(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .dependsOn(AUTHENTICATION_STRATEGY, OAUTH_STRATEGY)
            .build();

    static final PropertyDescriptor OAUTH_CLIENT_SECRET = new PropertyDescriptor.Builder()
            .name("OAuth Client Secret")
            .description("The public app's client secret.")
            .required(true)
            .sensitive(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(AUTHENTICATION_STRATEGY, OAUTH_STRATEGY)
            .build();

    static final PropertyDescriptor OAUTH_REFRESH_TOKEN = new PropertyDescriptor.Builder()
            .name("OAuth Refresh Token")
            .description("The refresh token that HubSpot gave when the app was installed in the portal.")
            .required(true)
            .sensitive(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(AUTHENTICATION_STRATEGY, OAUTH_STRATEGY)
            .build();

    static final PropertyDescriptor API_URL = new PropertyDescriptor.Builder()
            .name("HubSpot API URL")
            .description("Scheme and host of the API. The default serves every HubSpot region. The token is sent there "
                    + "and nowhere else; plain http is accepted for this machine only.")
            .required(true)
            .defaultValue(HubSpotSettings.DEFAULT_BASE_URL.toString())
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(HubSpotProperties::urlIsSchemeAndHost)
            .build();

    static final PropertyDescriptor API_VERSION = new PropertyDescriptor.Builder()
            .name("HubSpot API Version")
            .description("The version of HubSpot's API: a date, or v3 for the legacy version, which HubSpot stops "
                    + "supporting in 2027.")
            .required(true)
            .allowableValues(ApiDialect.V2026_09.version(), ApiDialect.V2026_03.version(), ApiDialect.LEGACY.version())
            .defaultValue(ApiDialect.V2026_09.version())
            .build();

    static final PropertyDescriptor QUOTA_SHARE = new PropertyDescriptor.Builder()
            .name("Quota Share")
            .description("The part of HubSpot's rolling call limits that this flow may use, above 0 and at most 1; the "
                    + "rest stays free for other apps that use the same portal.")
            .required(true)
            .defaultValue("0.95")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator((subject, input, context) ->
                    fraction(subject, input, context.isExpressionLanguagePresent(input), true))
            .build();

    static final PropertyDescriptor DAILY_RESERVE = new PropertyDescriptor.Builder()
            .name("Daily Quota Reserve")
            .description(
                    "The part of HubSpot's daily calls that is never touched, at least 0 and below 1. When only the "
                            + "reserve is left, FlowFiles wait until HubSpot's counter is reset.")
            .required(true)
            .defaultValue("0.10")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator((subject, input, context) ->
                    fraction(subject, input, context.isExpressionLanguagePresent(input), false))
            .build();

    static final PropertyDescriptor QUOTA_NODES = new PropertyDescriptor.Builder()
            .name("Nodes Sharing The Quota")
            .description(
                    "How many NiFi nodes call HubSpot with this token at once; each takes an equal part of the quota. "
                            + "Left empty, it is the number of nodes that this NiFi cluster knows, connected or not. Set it when "
                            + "several clusters use one token, or when nodes share one address.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor PROXY = new PropertyDescriptor.Builder()
            .name("Proxy Configuration Service")
            .description(
                    "The HTTP proxy for calls to HubSpot, if your network requires one. https goes through a tunnel, "
                            + "so the proxy does not see the token.")
            .required(false)
            .identifiesControllerService(ProxyConfigurationService.class)
            .build();

    static final PropertyDescriptor SSL_CONTEXT = new PropertyDescriptor.Builder()
            .name("SSL Context Service")
            .description("Whose certificates are trusted, where a network inspects TLS with an authority of its own. "
                    + "Without it, what Java trusts.")
            .required(false)
            .identifiesControllerService(SSLContextProvider.class)
            .build();

    static final PropertyDescriptor HASH = new PropertyDescriptor.Builder()
            .name("Hash Properties")
            .description(
                    "Properties whose values are stored as HMAC-SHA-256 under the Hash Salt, in 64 hexadecimal digits: equal values "
                            + "stay equal, so that tables can be joined. Names or wildcards (*phone*), separated by commas, each "
                            + "optionally after an object type and a dot (contacts.email). Applies to rows, histories, unparsed "
                            + "values and the quarantine. What is stored in another form is erased and read again.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor MASK = new PropertyDescriptor.Builder()
            .name("Mask Properties")
            .description(
                    "Properties whose values are stored as five asterisks: the row tells that there is a value, and not "
                            + "which. Written like Hash Properties; wins over it.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor DROP = new PropertyDescriptor.Builder()
            .name("Drop Properties")
            .description(
                    "Properties that are not read, and whose stored values are erased. Written like Hash Properties; wins "
                            + "over the other two.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor SALT = new PropertyDescriptor.Builder()
            .name("Hash Salt")
            .description(
                    "The secret key of hashed values; needed for Hash Properties. With the salt of the hubflow command, "
                            + "tables that the command has loaded go on here. Another salt makes other hashes: stored ones are erased "
                            + "and read again.")
            .required(false)
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    static final List<PropertyDescriptor> ALL = List.of(
            AUTHENTICATION_STRATEGY,
            ACCESS_TOKEN,
            OAUTH_CLIENT_ID,
            OAUTH_CLIENT_SECRET,
            OAUTH_REFRESH_TOKEN,
            API_URL,
            API_VERSION,
            QUOTA_SHARE,
            DAILY_RESERVE,
            QUOTA_NODES,
            PROXY,
            SSL_CONTEXT,
            HASH,
            MASK,
            DROP,
            SALT);

    private HubSpotProperties() {}

    private static ValidationResult tokenIsOneWord(String subject, String input, ValidationContext context) {
        var oneWord = !input.isBlank() && input.strip().chars().noneMatch(c -> c <= ' ' || c > '~');
        return result(
                subject,
                "(hidden)",
                oneWord,
                "it is empty or holds spaces or line breaks; copy the token from HubSpot again");
    }

    private static ValidationResult urlIsSchemeAndHost(String subject, String input, ValidationContext context) {
        if (context.isExpressionLanguagePresent(input)) {
            return result(subject, input, true, "an expression");
        }
        return urlProblem(input)
                .map(problem -> result(subject, input, false, problem))
                .orElseGet(() -> result(subject, input, true, "a scheme and a host"));
    }

    /** Why the token cannot be sent to this address; empty when it can. */
    static Optional<String> urlProblem(String written) {
        URI uri;
        try {
            uri = URI.create(written.strip());
        } catch (IllegalArgumentException e) {
            return Optional.of("it is not a URL; write https://api.hubapi.com");
        }
        var path = uri.getPath();
        if (uri.getHost() == null || (path != null && !path.isEmpty() && !path.equals("/")) || uri.getQuery() != null) {
            return Optional.of("it must be a scheme and a host without a path, such as https://api.hubapi.com");
        }
        if (uri.getScheme().equals("https") || (uri.getScheme().equals("http") && LOOPBACK.contains(uri.getHost()))) {
            return Optional.empty();
        }
        return Optional.of("the token may only travel over https (http is accepted for this machine only)");
    }

    private static ValidationResult fraction(String subject, String input, boolean expression, boolean oneAllowed) {
        if (expression) {
            return result(subject, input, true, "an expression");
        }
        try {
            var value = Double.parseDouble(input);
            var fits = oneAllowed ? value > 0 && value <= 1 : value >= 0 && value < 1;
            return result(
                    subject,
                    input,
                    fits,
                    oneAllowed ? "it must be above 0 and at most 1" : "it must be at least 0 and below 1");
        } catch (NumberFormatException e) {
            return result(subject, input, false, "it is not a number; write 0.5 for half");
        }
    }

    private static ValidationResult result(String subject, String input, boolean valid, String explanation) {
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(valid)
                .explanation(explanation)
                .build();
    }
}
