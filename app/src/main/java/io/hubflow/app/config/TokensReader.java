package io.hubflow.app.config;

import io.hubflow.hubspot.AccessTokens;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads how hubflow logs in at HubSpot: by a token, or by a refresh token of OAuth. */
final class TokensReader {
    /** HubSpot's access tokens live 1,800 s; they are renewed this long before their end (reference: manage OAuth tokens). */
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(60);

    private final Configuration.Need need;
    private final SettingValues values;
    private final List<Problem> problems;

    TokensReader(Configuration.Need need, SettingValues values, List<Problem> problems) {
        this.need = need;
        this.values = values;
        this.problems = problems;
    }

    /** The tokens; null when the command needs none or a problem was found. */
    @Nullable
    AccessTokens read() {
        if (!need.hubSpot()) {
            return null;
        }
        if (values.find(Settings.ACCESS_TOKEN) instanceof SettingValue token) {
            return new AccessTokens.Static((String) token.value());
        }
        var oauth = List.of(Settings.OAUTH_CLIENT_ID, Settings.OAUTH_CLIENT_SECRET, Settings.OAUTH_REFRESH_TOKEN);
        var missing = oauth.stream()
                .filter(setting -> values.strongest(setting) == null)
                .toList();
        if (missing.isEmpty()) {
            return problems.isEmpty()
                    ? new AccessTokens.OAuthRefresh(
                            text(Settings.OAUTH_CLIENT_ID),
                            text(Settings.OAUTH_CLIENT_SECRET),
                            text(Settings.OAUTH_REFRESH_TOKEN),
                            RENEW_BEFORE)
                    : null;
        }
        if (missing.size() < oauth.size()) {
            for (var setting : missing) {
                problems.add(new Problem(
                        "", OptionalInt.empty(), setting.key(), "is missing; set all three oauth- settings"));
            }
        } else if (values.strongest(Settings.ACCESS_TOKEN) == null) {
            problems.add(new Problem(
                    "",
                    OptionalInt.empty(),
                    "",
                    "There is no HubSpot token. Set the environment variable " + Configuration.TOKEN_VARIABLE
                            + ", or name a file with --token-file. A service key with read scopes is enough; create"
                            + " it under HubSpot > Development > Keys > Service keys"));
        }
        return null;
    }

    private String text(Setting<String> setting) {
        var value = values.find(setting);
        if (value == null) {
            throw new IllegalStateException(setting.key() + " was neither read nor a problem");
        }
        return (String) value.value();
    }
}
