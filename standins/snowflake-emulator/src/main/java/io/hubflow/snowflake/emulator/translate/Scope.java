package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that an expression may use: the columns of the FROM clause, then the aliases of the SELECT list, then the outer query's. */
final class Scope {
    private final @Nullable Scope outer;
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Expr> aliases = new LinkedHashMap<>();
    private final Set<String> expanding = new HashSet<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /**
     * A visible column: its stored name and how DuckDB reaches it.
     *
     * @param fields set for a table's column of documents
     */
    record Visible(
            String name,
            String sql,
            SnowType type,
            boolean hiddenFromStar,
            @Nullable DocumentFields fields) {
        Visible(String name, String sql, SnowType type, boolean hiddenFromStar) {
            this(name, sql, type, hiddenFromStar, null);
        }
    }

    /**
     * Something in FROM.
     *
     * @param qualifiers the names by which it may be qualified: an alias, or the full name of a table
     * @param staged set for a scan of staged files, which has no columns but {@code $1}
     */
    record Source(
            @Nullable String alias,
            @Nullable Name fullName,
            List<Visible> columns,
            @Nullable StagedSource staged) {
        boolean answersTo(List<String> qualifier) {
            if (alias != null) {
                return qualifier.size() == 1 && qualifier.get(0).equals(alias);
            }
            if (fullName == null) {
                return false;
            }
            int skip = fullName.size() - qualifier.size();
            return skip >= 0 && fullName.parts().subList(skip, fullName.size()).equals(qualifier);
        }
    }

    void add(Source source) {
        sources.add(source);
    }

    List<Source> sources() {
        return sources;
    }

    void alias(String name, Expr value) {
        aliases.putIfAbsent(name, value);
    }

    /** A column of FROM, here or further out. */
    Optional<Visible> column(Name name) {
        List<String> parts = name.parts();
        List<String> qualifier = parts.subList(0, parts.size() - 1);
        var found = new ArrayList<Visible>();
        for (Source source : sources) {
            if (qualifier.isEmpty() || source.answersTo(qualifier)) {
                source.columns().stream()
                        .filter(c -> c.name().equals(name.last()) && !(c.hiddenFromStar() && qualifier.isEmpty()))
                        .forEach(found::add);
            }
        }
        if (found.size() > 1) {
            throw new SnowflakeError(2028, "42601", "SQL compilation error:\nambiguous column name '" + name + "'");
        }
        return found.stream().findFirst();
    }

    Optional<Visible> outerColumn(Name name) {
        for (Scope scope = outer; scope != null; scope = scope.outer) {
            Optional<Visible> found = scope.column(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The expression behind a SELECT alias; empty while that same alias is being expanded. */
    Optional<Expr> expand(String alias) {
        Expr value = aliases.get(alias);
        return value == null || !expanding.add(alias) ? Optional.empty() : Optional.of(value);
    }

    void expanded(String alias) {
        expanding.remove(alias);
    }

    /** The staged source that {@code $n} or {@code alias.$n} means, if any. */
    Optional<StagedSource> staged(@Nullable String qualifier) {
        for (Source source : sources) {
            if (source.staged() != null && (qualifier == null || qualifier.equals(source.alias()))) {
                return Optional.of(source.staged());
            }
        }
        return Optional.empty();
    }

    /** The n-th column of the FROM clause's one source, for {@code $n}. */
    Optional<Visible> positional(@Nullable String qualifier, int index) {
        for (Source source : sources) {
            if ((qualifier == null || qualifier.equals(source.alias()))
                    && index <= source.columns().size()) {
                return Optional.of(source.columns().get(index - 1));
            }
        }
        return Optional.empty();
    }
}
