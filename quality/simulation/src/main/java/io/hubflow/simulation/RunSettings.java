package io.hubflow.simulation;

import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.api.TokenGrant;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one run of a history is told to do: as the scenario says, but for what the circumstances of the run change.
 *
 * @param calm whether no circumstance of the run counts
 * @param privacy what is loaded of sensitive properties, and how
 */
record RunSettings(Scenario scenario, int run, boolean calm, PrivacyRules privacy) {
    private static final URI ADDRESS = URI.create("http://127.0.0.1:1");

    /** With every property, as histories have it. */
    RunSettings(Scenario scenario, int run, boolean calm) {
        this(scenario, run, calm, PrivacyRules.EVERYTHING);
    }

    private <T extends Circumstance> List<T> circumstances(Class<T> kind) {
        return calm ? List.of() : scenario.of(run, kind);
    }

    /** What the token may read. */
    TokenGrant grant(String token) {
        var scope = circumstances(Circumstance.LessScope.class);
        if (scope.isEmpty()) {
            return TokenGrant.unrestricted(token);
        }
        var less = scope.getFirst();
        var grant = new TokenGrant(token, "1001", Scopes.without(scenario.objects(), less.without()));
        return less.noAccount() ? grant.refusedBy("account") : grant;
    }

    HubSpotSettings http(String token) {
        return new HubSpotSettings(
                ADDRESS,
                scenario.dialect(),
                new AccessTokens.Static(token),
                QuotaSettings.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                8,
                15_000);
    }

    /** By the number of the commit whose reply is lost: whether it is carried out. */
    Map<Integer, Boolean> lostReplies() {
        var lost = new HashMap<Integer, Boolean>();
        circumstances(Circumstance.LostReply.class).forEach(reply -> lost.put(reply.commit(), reply.carriedOut()));
        return lost;
    }

    EngineSettings engine() {
        return EngineSettings.DEFAULT.with(refresh()).with(scenario.deletes());
    }

    private RefreshPolicy refresh() {
        if (calm && scenario.changesWithoutTrace()) {
            return RefreshPolicy.ALWAYS;
        }
        return circumstances(Circumstance.Refresh.class).stream()
                .map(Circumstance.Refresh::policy)
                .findFirst()
                .orElse(scenario.refresh());
    }

    SyncRequest request() {
        var fewer = circumstances(Circumstance.FewerTypes.class);
        var objects = fewer.isEmpty() ? scenario.objects() : fewer.getFirst().objects();
        var selection = circumstances(Circumstance.Selection.class);
        var include =
                selection.isEmpty() ? scenario.include() : selection.getFirst().include();
        var exclude =
                selection.isEmpty() ? List.<String>of() : selection.getFirst().exclude();
        var facts = circumstances(Circumstance.NoFacts.class).isEmpty();
        var asked = Set.copyOf(objects);
        var pairs = facts ? ofTypes(asked, scenario.pairs(), ':') : List.<String>of();
        var history = facts ? ofTypes(asked, scenario.history(), '.') : List.<String>of();
        return new SyncRequest(
                        objects,
                        scenario.updatedAfter(),
                        ofTypes(asked, include, '.'),
                        exclude,
                        pairs.isEmpty() ? AssociationChoice.NONE : AssociationChoice.parse(pairs),
                        history,
                        where(objects))
                .withPrivacy(privacy);
    }

    /** Those that begin with one of the object types, or name none. */
    private static List<String> ofTypes(Set<String> types, List<String> names, char separator) {
        return names.stream()
                .filter(name ->
                        name.indexOf(separator) < 0 || types.contains(name.substring(0, name.indexOf(separator))))
                .toList();
    }

    private List<Where> where(List<String> objects) {
        var others = circumstances(Circumstance.OtherFilters.class);
        var filters = others.isEmpty() ? scenario.filters() : others.getFirst().filters();
        var where = new ArrayList<Where>();
        for (var object : objects) {
            var filter = filters.get(object);
            if (filter != null) {
                where.addAll(parsed(filter.text(object)));
            }
        }
        return where;
    }

    private static List<Where> parsed(String text) {
        try {
            return Where.parse(text);
        } catch (Where.InvalidWhere e) {
            throw new IllegalStateException(e.sentence(), e);
        }
    }
}
