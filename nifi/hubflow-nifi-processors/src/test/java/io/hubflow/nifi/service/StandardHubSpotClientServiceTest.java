package io.hubflow.nifi.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.MockValidationContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandardHubSpotClientServiceTest {
    private static final String TOKEN = "pat-na1-11111111-2222-3333-4444-555555555555";

    private final StandardHubSpotClientService service = new StandardHubSpotClientService();
    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);

    @BeforeEach
    void addService() throws InitializationException {
        runner.addControllerService("hubspot", service);
        runner.setProperty(service, HubSpotProperties.ACCESS_TOKEN, TOKEN);
    }

    @Test
    void isValidWithATokenAlone() {
        runner.assertValid(service);
    }

    @Test
    void wantsATokenOrAnOAuthApp() {
        runner.removeProperty(service, HubSpotProperties.ACCESS_TOKEN);
        runner.assertNotValid(service);
        runner.setProperty(service, HubSpotProperties.AUTHENTICATION_STRATEGY, HubSpotProperties.OAUTH_STRATEGY);
        runner.assertNotValid(service);
        runner.setProperty(service, HubSpotProperties.OAUTH_CLIENT_ID, "id");
        runner.setProperty(service, HubSpotProperties.OAUTH_CLIENT_SECRET, "secret");
        runner.setProperty(service, HubSpotProperties.OAUTH_REFRESH_TOKEN, "refresh");
        runner.assertValid(service);
    }

    @Test
    void refusesATokenThatWasCopiedWithALineBreakAndDoesNotRepeatIt() {
        assertThat(problem(HubSpotProperties.ACCESS_TOKEN, TOKEN + "\nmore"))
                .contains("copy the token from HubSpot again")
                .doesNotContain("11111111");
    }

    @Test
    void sendsTheTokenOverHttpsOrToThisMachineOnly() {
        assertThat(problem(HubSpotProperties.API_URL, "http://127.0.0.1:8080")).isEmpty();
        assertThat(problem(HubSpotProperties.API_URL, "http://api.hubapi.com")).contains("only travel over https");
        assertThat(problem(HubSpotProperties.API_URL, "https://api.hubapi.com/crm/v3"))
                .contains("without a path");
        assertThat(problem(HubSpotProperties.API_URL, "hubspot")).contains("such as https://api.hubapi.com");
    }

    @Test
    void wantsSharesThatLeaveSomethingToDivide() {
        assertThat(problem(HubSpotProperties.QUOTA_SHARE, "0")).contains("above 0 and at most 1");
        assertThat(problem(HubSpotProperties.QUOTA_SHARE, "half")).contains("write 0.5 for half");
        assertThat(problem(HubSpotProperties.QUOTA_SHARE, "1")).isEmpty();
        assertThat(problem(HubSpotProperties.DAILY_RESERVE, "1")).contains("at least 0 and below 1");
    }

    @Test
    void wantsASaltWhereValuesAreToBeHashedAndNeverShowsIt() {
        runner.setProperty(service, HubSpotProperties.HASH, "contacts.email, *phone*");
        runner.assertNotValid(service);
        runner.setProperty(service, HubSpotProperties.SALT, "a secret");
        runner.assertValid(service);
        runner.enableControllerService(service);

        var rules = ((StandardHubSpotClientService) service).privacy();

        assertThat(rules.hash()).containsExactly("contacts.email", "*phone*");
        assertThat(rules.toString()).doesNotContain("a secret");
        assertThat(HubSpotProperties.SALT.isSensitive()).isTrue();
    }

    /** What the validator says; empty when the value is fine. */
    private String problem(PropertyDescriptor property, String value) {
        var context = new MockValidationContext((MockProcessContext) runner.getProcessContext());
        var result = property.validate(value, context);
        return result.isValid() ? "" : result.toString();
    }
}
