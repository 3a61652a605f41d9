package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Flags of commands that talk to HubSpot. */
final class HubSpotFlags {
    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Address of the HubSpot API; https://api.hubapi.com by default.")
    private @Nullable String baseUrl;

    @ArgGroup
    private @Nullable TokenFlag token;

    @Option(
            names = "--api-version",
            paramLabel = "VERSION",
            completionCandidates = Candidates.ApiVersions.class,
            description = "HubSpot API to call: 2026-09 (default), 2026-03 or v3.")
    private @Nullable String apiVersion;

    @Option(
            names = "--quota-share",
            paramLabel = "SHARE",
            description = "Share of HubSpot's rolling limits to use, 0.01 to 1; 0.95 by default.")
    private @Nullable String quotaShare;

    /** One way or the other. */
    static final class TokenFlag {
        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description =
                        "HubSpot token. Other users of this machine can see flags, so prefer HUBSPOT_ACCESS_TOKEN or"
                                + " --token-file.")
        private @Nullable String text;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "File that holds the token and nothing else.")
        private @Nullable String file;
    }

    /** As they were given; never a token's text. */
    String written() {
        var text = GivenFlags.written("--base-url", baseUrl);
        if (token != null) {
            text += token.text != null ? " --token ..." : GivenFlags.written("--token-file", token.file);
        }
        return text + GivenFlags.written("--api-version", apiVersion) + GivenFlags.written("--quota-share", quotaShare);
    }

    void into(Sources sources, CommandContext context) {
        sources.flag(Settings.BASE_URL, "--base-url", baseUrl);
        sources.flag(Settings.API_VERSION, "--api-version", apiVersion);
        sources.flag(Settings.QUOTA_SHARE, "--quota-share", quotaShare);
        if (token == null) {
            return;
        }
        sources.flag(Settings.ACCESS_TOKEN, "--token", token.text);
        if (token.file != null) {
            sources.flag(Settings.ACCESS_TOKEN, "--token-file", "${file:" + token.file + "}");
        }
        if (token.text != null && !isLocal(baseUrl)) {
            context.err()
                    .println(
                            "Note: other users of this machine can see the token in the list of processes; the environment"
                                    + " variable HUBSPOT_ACCESS_TOKEN or --token-file hides it.");
        }
    }

    /** A simulator's token is no secret. */
    private static boolean isLocal(@Nullable String url) {
        return url != null && (url.contains("//127.0.0.1") || url.contains("//localhost") || url.contains("//[::1]"));
    }
}
