package io.hubflow.engine.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where views over hubflow's tables are made. Not thread-safe. All methods throw
 * {@link io.hubflow.error.ConnectorException} with a {@code DESTINATION_*} code.
 */
public interface ViewStore extends AutoCloseable {
    SqlDialect dialect();

    /** A table that hubflow made, as it is now; absent when there is none. Costs no use of a warehouse that bills for it. */
    Optional<StoredRelation> find(String table);

    /**
     * Makes these views in a schema, replacing those of the same names, and drops the other views there that hubflow made.
     * The schema is created when it is missing. Views and tables that hubflow did not make are never touched.
     *
     * @param kind of all of them, for {@link #made()}
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_FOREIGN_TABLE} when a name is taken by such a one;
     *     nothing was made then
     */
    void replace(String schema, ViewKind kind, List<View> views);

    /** The schemas that have views of {@link #replace}, by their exact names. Costs no use of a warehouse that bills for it. */
    Map<String, ViewKind> made();

    @Override
    void close();
}
