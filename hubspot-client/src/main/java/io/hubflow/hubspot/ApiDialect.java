package io.hubflow.hubspot;

/** Which generation of paths is called; one backend serves them all (reference: OpenAPI rollouts, 2026-08). */
public enum ApiDialect {
    V2026_09("2026-09"),
    V2026_03("2026-03"),
    /** {@code /crm/v3/…} with {@code /crm/v4/associations}. Unsupported by HubSpot from 2027. */
    LEGACY("v3");

    private final String version;

    ApiDialect(String version) {
        this.version = version;
    }

    /** As written in configuration. */
    public String version() {
        return version;
    }
}
