package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.view.SqlDialect;
import io.hubflow.engine.view.StoredRelation;
import io.hubflow.engine.view.View;
import io.hubflow.engine.view.ViewKind;
import io.hubflow.engine.view.ViewStore;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Views over the tables of a schema. SHOW, DESCRIBE and CREATE VIEW take no warehouse; the state, which says which property a
 * column holds, is answered from Snowflake's result cache while nobody has loaded since.
 */
public final class SnowflakeViews implements ViewStore {
    private final SnowflakeSettings settings;
    private final Place place;
    private final SnowflakeSessions sessions;
    private @Nullable StoredState state;

    private SnowflakeViews(SnowflakeSettings settings, SnowflakeSessions sessions) {
        this.settings = settings;
        this.place = settings.place();
        this.sessions = sessions;
    }

    /** Logs in at first use. */
    public static SnowflakeViews open(SnowflakeSettings settings, ConnectionSource source, Timing timing) {
        var meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        return new SnowflakeViews(settings, new SnowflakeSessions(source, meter, timing, failures));
    }

    @Override
    public SqlDialect dialect() {
        return new SnowflakeDialect();
    }

    private StoredState state() {
        if (state == null) {
            state = sessions.call(session -> new StateTable(place, settings.grants(), commits -> true).load(session));
        }
        return Objects.requireNonNull(state, "loaded");
    }

    @Override
    public Optional<StoredRelation> find(String table) {
        var records = state().tables().stream()
                .filter(known -> known.name().equalsIgnoreCase(table))
                .findFirst();
        var name = records.map(WarehouseTable::table).orElseGet(() -> Identifiers.upper(table));
        // In the layout raw the table has one document, and its view the columns.
        var relation = records.filter(known -> known.layout() == Layout.RAW)
                .map(WarehouseTable::viewName)
                .orElse(name);
        if (!state().hasObject(relation) || !state().isOurs(relation)) {
            return Optional.empty();
        }
        var physical = columns(relation, relation.equals(name) ? "TABLE" : "VIEW");
        var columns = new LinkedHashMap<String, String>();
        var ofProperties = records.map(WarehouseTable::columns).orElse(List.of()).stream()
                .collect(Collectors.toMap(PropertyColumn::column, c -> WarehouseTable.key(c.name()), (a, b) -> a));
        physical.forEach(column ->
                columns.put(ofProperties.getOrDefault(column, column.toLowerCase(Locale.ROOT)), quote(column)));
        return Optional.of(new StoredRelation(place.object(relation), columns));
    }

    private List<String> columns(String relation, String domain) {
        return sessions.call(session -> session.show(
                new Purpose("describe " + place.object(relation), ""),
                "DESCRIBE " + domain + " " + place.object(relation),
                row -> row.getString("name")));
    }

    @Override
    public void replace(String schema, ViewKind kind, List<View> views) {
        var target = new Place(place.database(), Identifiers.upper(schema));
        sessions.call(session -> {
            createSchema(session, target);
            var there = relations(session, target);
            for (var view : views) {
                if (!there.getOrDefault(Identifiers.upper(view.name()), Ddl.COMMENT)
                        .startsWith(Ddl.COMMENT)) {
                    throw foreign(target.object(Identifiers.upper(view.name())));
                }
            }
            for (var view : views) {
                var name = Identifiers.upper(view.name());
                session.run(
                        new Purpose("create view " + target.object(name), grantViews(target)),
                        "CREATE OR REPLACE VIEW " + target.object(name) + " (" + String.join(", ", view.columns())
                                + ") COPY GRANTS COMMENT = " + literal(kind.comment()) + " AS "
                                + view.query());
                there.remove(name);
            }
            there.forEach((name, comment) -> {
                if (comment.startsWith(Ddl.COMMENT)) {
                    session.run(
                            new Purpose("drop view " + target.object(name), ""), "DROP VIEW " + target.object(name));
                }
            });
            return true;
        });
    }

    @Override
    public Map<String, ViewKind> made() {
        var made = new LinkedHashMap<String, ViewKind>();
        sessions.call(session -> session.show(
                new Purpose("list the views of " + place.database(), ""),
                "SHOW VIEWS IN DATABASE " + quote(place.database()),
                row -> {
                    var comment = row.getString("comment");
                    if (comment != null && comment.startsWith(ViewKind.COMMENT)) {
                        made.put(row.getString("schema_name"), ViewKind.of(row.getString("name"), comment));
                    }
                    return true;
                }));
        return made;
    }

    /** The full name of a view beside the tables, quoted. */
    public String nameOf(String view) {
        return place.object(Identifiers.upper(view));
    }

    /**
     * Makes a semantic view, or replaces an earlier one; takes no warehouse.
     *
     * @throws ConnectorException where somebody else made the one of that name
     */
    public void make(String view, SemanticView semantics) {
        sessions.call(session -> {
            var foreign = session.show(
                    new Purpose("list the semantic views of " + place.qualifiedSchema(), ""),
                    "SHOW SEMANTIC VIEWS LIKE " + literal(Identifiers.upper(view)) + " IN SCHEMA "
                            + place.qualifiedSchema(),
                    row -> row.getString("name").equals(Identifiers.upper(view)) && !isOurs(row.getString("comment")));
            if (foreign.contains(true)) {
                throw foreign(nameOf(view));
            }
            session.run(
                    new Purpose(
                            "create semantic view " + nameOf(view),
                            "GRANT CREATE SEMANTIC VIEW ON SCHEMA " + place.qualifiedSchema() + " TO ROLE "
                                    + quote(settings.role())),
                    semantics.statement(nameOf(view)));
            return true;
        });
    }

    private static boolean isOurs(@Nullable String comment) {
        return comment != null && comment.startsWith(Ddl.COMMENT);
    }

    private String grantViews(Place target) {
        return "GRANT USAGE, CREATE VIEW ON SCHEMA " + target.qualifiedSchema() + " TO ROLE " + quote(settings.role());
    }

    private void createSchema(Session session, Place target) {
        var known = session.show(
                new Purpose("list the schemas of " + place.database(), ""),
                "SHOW SCHEMAS IN DATABASE " + quote(place.database()),
                row -> row.getString("name"));
        if (!known.contains(target.schema())) {
            session.run(
                    new Purpose(
                            "create schema " + target.qualifiedSchema(),
                            "CREATE SCHEMA " + target.qualifiedSchema() + "; " + grantViews(target)),
                    "CREATE SCHEMA IF NOT EXISTS " + target.qualifiedSchema());
        }
    }

    /** Tables and views of the schema with their comments. */
    private static Map<String, String> relations(Session session, Place target) {
        var relations = new LinkedHashMap<String, String>();
        session.show(
                new Purpose("list the schema " + target.qualifiedSchema(), ""),
                "SHOW OBJECTS IN SCHEMA " + target.qualifiedSchema(),
                row -> {
                    var comment = row.getString("comment");
                    var isView = "VIEW".equals(row.getString("kind"));
                    return relations.put(row.getString("name"), comment == null || !isView ? "" : comment);
                });
        return relations;
    }

    private static ConnectorException foreign(String name) {
        return new ConnectorException(
                ErrorCode.DESTINATION_FOREIGN_TABLE,
                "Snowflake already has " + name + ", and hubflow did not make it.",
                "It was left unchanged, and no view was created.",
                "Rename it, or choose another schema.");
    }

    @Override
    public void close() {
        sessions.close();
    }
}
