package io.hubflow.engine.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names and values of the views for people. */
class LabelledViewsTest {
    @Test
    void sameLabelsCarryTheirNamesAndOptionsShowTheirLabels() {
        var columns = new LinkedHashMap<String, String>();
        List.of("_id", "stage", "status", "status_2").forEach(name -> columns.put(name, '"' + name + '"'));
        var properties = List.of(
                new LabelledViews.Property("pets", "stage", "Stage of \"life\"", Map.of("o'ld", "Old")),
                new LabelledViews.Property("pets", "status", "Status", Map.of()),
                new LabelledViews.Property("pets", "status_2", "STATUS", Map.of()));

        var views = LabelledViews.over(new OneTable("pets", columns), properties);

        assertThat(views).hasSize(1);
        var view = views.get(0);
        assertThat(view.name()).isEqualTo("pets_labelled");
        assertThat(view.columns())
                .containsExactly(
                        "\"_id\"", "\"Stage of \"\"life\"\"\"", "\"Status (status)\"", "\"STATUS (status_2)\"");
        assertThat(view.query())
                .isEqualTo(
                        "SELECT t.\"_id\", CASE text(t.\"stage\") WHEN 'o''ld' THEN 'Old' ELSE text(t.\"stage\") END,"
                                + " t.\"status\", t.\"status_2\" FROM main.pets AS t");
    }

    private record OneTable(String table, Map<String, String> columns) implements ViewStore {
        @Override
        public SqlDialect dialect() {
            return new PlainDialect();
        }

        @Override
        public Optional<StoredRelation> find(String name) {
            return name.equals(table) ? Optional.of(new StoredRelation("main." + table, columns)) : Optional.empty();
        }

        @Override
        public void replace(String schema, ViewKind kind, List<View> views) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, ViewKind> made() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static final class PlainDialect implements SqlDialect {
        @Override
        public String quote(String name) {
            return '"' + name + '"';
        }

        @Override
        public String literal(String text) {
            return "'" + text.replace("'", "''") + "'";
        }

        @Override
        public String as(ViewType type, String expression) {
            return "text(" + expression + ")";
        }

        @Override
        public String member(String json, String name) {
            return json + "." + name;
        }

        @Override
        public String eachElement(String json, String alias) {
            return ", each(" + json + ") " + alias;
        }

        @Override
        public String element(String alias) {
            return alias;
        }

        @Override
        public String elementText(String alias) {
            return alias;
        }

        @Override
        public String firstElement(String json) {
            return json;
        }

        @Override
        public String md5(String text) {
            return text;
        }
    }
}
