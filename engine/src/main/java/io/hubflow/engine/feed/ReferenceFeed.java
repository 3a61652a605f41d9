package io.hubflow.engine.feed;

import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.catalog.SettingsTables;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.report.LostTable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A small table that is read whole and written when it differs from what was written last.
 *
 * @param stream of its state, which holds the fingerprint of the table as last written
 */
public record ReferenceFeed(String name, String table, String stream, Function<FeedRun, ReferenceTable> fetch)
        implements SideFeed {
    public static ReferenceFeed owners() {
        return new ReferenceFeed("owners", "hubspot_owners", "owners", run -> {
            var owners = run.client().fetchOwners();
            run.identity().knowOwners(PortalGuard.known(owners));
            return ReferenceTables.owners(owners, run.nowMillis());
        });
    }

    public static ReferenceFeed users() {
        return of(
                "users",
                SettingsTables.USERS,
                run -> SettingsTables.users(run.client().portalSettings().fetchUsers(), run.nowMillis()));
    }

    public static ReferenceFeed teams() {
        return of(
                "teams",
                SettingsTables.TEAMS,
                run -> SettingsTables.teams(run.client().portalSettings().fetchTeams(), run.nowMillis()));
    }

    public static ReferenceFeed roles() {
        return of(
                "roles",
                SettingsTables.ROLES,
                run -> SettingsTables.roles(run.client().portalSettings().fetchRoles(), run.nowMillis()));
    }

    public static ReferenceFeed currencies() {
        return of(
                "currencies",
                SettingsTables.CURRENCIES,
                run -> SettingsTables.currencies(run.client().portalSettings().fetchCurrencies(), run.nowMillis()));
    }

    /** No object type's stream can have such a name. */
    private static ReferenceFeed of(String name, String table, Function<FeedRun, ReferenceTable> fetch) {
        return new ReferenceFeed(name, table, "reference/" + name, fetch);
    }

    @Override
    public List<String> tables() {
        return List.of(table);
    }

    @Override
    public void run(FeedRun run) {
        write(run, fetch.apply(run));
    }

    void write(FeedRun run, ReferenceTable read) {
        var fingerprint = ReferenceTables.fingerprint(read);
        var written = run.streams().find(stream, CatalogState.class).orElse(CatalogState.EMPTY);
        var before = written.withoutLost(name -> run.destination().holdsReference(name, ""));
        if ((read.rows().isEmpty() && !read.noneLeft())
                || fingerprint.equals(before.fingerprints().get(table))) {
            return;
        }
        if (!written.equals(before)) {
            run.notice().accept(new LostTable(table, run.destination().hasTable(table)).reference());
        }
        var state = CatalogState.EMPTY.withFingerprints(Map.of(table, fingerprint));
        run.participant()
                .commitLast(new Commit(
                        List.of(),
                        List.of(),
                        List.of(read),
                        List.of(run.streams().next(stream, StateCodec.write(state))),
                        List.of()));
    }
}
