package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.MaskingPolicy;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.translate.BindValues;
import io.hubflow.snowflake.emulator.translate.Environment;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one statement of a session sees; remembers what it looked at. */
final class SessionEnvironment implements Environment {
    private final Session session;
    private final Names names;
    private final BindValues binds;
    private final Instant now;
    private final Seen seen;

    /** What the statement looked at so far, views and all. */
    private static final class Seen {
        private final Set<String> tables = new HashSet<>();
        private boolean data;
        /** Something whose answer may differ although no table has changed: a stage, the clock, the catalog. */
        private boolean fleeting;
    }

    SessionEnvironment(Session session, BindValues binds, Instant now) {
        this(session, Names.of(session), binds, now, new Seen());
    }

    private SessionEnvironment(Session session, Names names, BindValues binds, Instant now, Seen seen) {
        this.session = session;
        this.names = names;
        this.binds = binds;
        this.now = now;
        this.seen = seen;
    }

    Names names() {
        return names;
    }

    /** DuckDB names of the tables that were looked up for reading. */
    Set<String> tablesRead() {
        return seen.tables;
    }

    /** True when the statement reads data, for which Snowflake needs a warehouse. */
    boolean scansData() {
        return seen.data;
    }

    /** True when the answer depends on nothing but the tables read. */
    boolean dependsOnTablesOnly() {
        return !seen.fleeting && binds.types().isEmpty();
    }

    @Override
    public Relation readable(Name name) {
        Relation relation = names.requireRelation(name, "SELECT");
        names.require("SELECT", relation);
        seen.data = true;
        if (relation instanceof Relation.Table table) {
            seen.tables.add(table.storage());
        }
        return relation;
    }

    @Override
    public Environment of(Relation.View view) {
        var owner = new Names(
                names.account(), new Rights(names.account(), view.owner()), view.database(), view.schema(), session);
        return new SessionEnvironment(session, owner, binds, now, seen);
    }

    @Override
    public StagedFiles staged(String reference, Map<String, Object> options) {
        for (String key : options.keySet()) {
            if (!key.equals("FILE_FORMAT") && !key.equals("PATTERN")) {
                throw io.hubflow.snowflake.emulator.sql.SnowflakeError.unsupported("stage option " + key);
            }
        }
        StageReference parsed = StageReference.parse(reference);
        Stage stage = names.requireStage(parsed.stage(), "READ");
        FormatOptions.requireJson(names.format(options.get("FILE_FORMAT"), stage));
        seen.data = true;
        seen.fleeting = true;
        @Nullable Object pattern = options.get("PATTERN");
        List<String> paths =
                session
                        .world()
                        .stages()
                        .files(stage, parsed.path(), pattern == null ? null : pattern.toString())
                        .stream()
                        .map(f -> f.file().toString())
                        .toList();
        return new StagedFiles(
                paths, stage.directory().toString(), session.world().maxDocumentBytes());
    }

    @Override
    public Optional<MaskingPolicy> maskingPolicy(ObjectName name) {
        seen.fleeting = true;
        return names.account().maskingPolicy(name);
    }

    @Override
    public boolean isRoleInSession(String role) {
        return session.rights().includes(role);
    }

    @Override
    public Optional<VirtualTable> informationSchema(Name name) {
        Optional<VirtualTable> table = InformationSchema.find(name, names);
        table.ifPresent(t -> {
            seen.data = true;
            seen.fleeting = true;
        });
        return table;
    }

    @Override
    public VirtualTable tableFunction(Name name, Map<String, String> arguments) {
        seen.data = true;
        seen.fleeting = true;
        return References.find(name, arguments, names);
    }

    @Override
    public Optional<Fact> fact(String function) {
        seen.fleeting = true;
        return switch (function) {
            case "CURRENT_DATABASE" -> Optional.of(new Fact(session.database()));
            case "CURRENT_SCHEMA" -> Optional.of(new Fact(session.schema()));
            case "CURRENT_WAREHOUSE" -> Optional.of(new Fact(session.warehouse()));
            case "CURRENT_ROLE" -> Optional.of(new Fact(session.role()));
            case "CURRENT_USER" -> Optional.of(new Fact(session.user()));
            case "CURRENT_ACCOUNT", "CURRENT_ACCOUNT_NAME" ->
                Optional.of(new Fact(names.account().name()));
            case "CURRENT_ORGANIZATION_NAME" -> Optional.of(new Fact("EMULATOR"));
            case "CURRENT_REGION" -> Optional.of(new Fact("LOCAL"));
            case "CURRENT_SESSION" -> Optional.of(new Fact(Long.toString(session.id())));
            case "CURRENT_VERSION" -> Optional.of(new Fact("9.99.0"));
            case "CURRENT_CLIENT" -> Optional.of(new Fact("JDBC"));
            case "CURRENT_SECONDARY_ROLES" -> Optional.of(new Fact(session.secondaryRolesJson()));
            case "LAST_QUERY_ID" -> Optional.of(new Fact(session.lastQueryId()));
            case "CURRENT_TRANSACTION" ->
                Optional.of(new Fact(
                        session.transaction().isOpen() ? session.transaction().id() : null));
            default -> Optional.empty();
        };
    }

    @Override
    public Instant now() {
        seen.fleeting = true;
        return now;
    }

    @Override
    public String zone() {
        return session.parameters().value("TIMEZONE");
    }

    @Override
    public SnowType.Kind timestampMapping() {
        return session.parameters().timestampMapping();
    }

    @Override
    public BindValues binds() {
        return binds;
    }
}
