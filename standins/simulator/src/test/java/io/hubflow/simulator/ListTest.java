package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.api.ListCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListTest {
    private final Simulator simulator = Started.with(SimulatorOptions.defaults().withRecords("contacts", 250));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void pagesThroughAllRecordsInIdOrder() throws Exception {
        var ids = new ArrayList<Long>();
        String after = "";
        do {
            var page = caller.get("/crm/v3/objects/contacts?limit=100" + (after.isEmpty() ? "" : "&after=" + after));
            assertThat(page.status()).isEqualTo(200);
            page.ids().forEach(id -> ids.add(Long.valueOf(id)));
            after = page.after();
        } while (!after.isEmpty());
        assertThat(ids).hasSize(250).isSorted().doesNotHaveDuplicates();
        assertThat(ids)
                .isEqualTo(simulator.records("contacts").stream()
                        .map(row -> row.id())
                        .toList());
    }

    @Test
    void answersInEveryDialectAndByEveryName() throws Exception {
        var answers = new HashSet<List<String>>();
        for (String target : List.of(
                "/crm/v3/objects/contacts",
                "/crm/objects/2026-09/contact/",
                "/crm/objects/2026-03/0-1",
                "/crm/objects/2025-09/contacts",
                "/crm/v4/objects/contacts",
                "/crm/objects/v3/contacts")) {
            answers.add(caller.get(target).ids());
        }
        assertThat(answers).hasSize(1);
        assertThat(answers.iterator().next()).hasSize(10);
    }

    @Test
    void refusesAnOpaqueCursorThatItDidNotMake() throws Exception {
        try (var sealed = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 250).withListCursor(ListCursor.OPAQUE))) {
            var sealedCaller = new Caller(sealed);
            String after =
                    sealedCaller.get("/crm/v3/objects/contacts?limit=100").after();
            assertThat(sealedCaller
                            .get("/crm/v3/objects/contacts?limit=100&after=" + after)
                            .ids())
                    .hasSize(100);
            assertThat(sealedCaller.get("/crm/v3/objects/contacts?after=12345").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void answersTheValuesOfTheTruth() throws Exception {
        var names = new ArrayList<String>();
        caller.get("/crm/v3/properties/contacts")
                .json()
                .path("results")
                .forEach(property -> names.add(property.path("name").asText()));
        assertThat(names).hasSize(367);
        var page = caller.get("/crm/v3/objects/contacts?limit=50&properties=" + String.join(",", names))
                .json();
        for (var result : page.path("results")) {
            var truth = simulator
                    .record("contacts", result.path("id").asLong())
                    .orElseThrow()
                    .properties();
            for (String name : names) {
                var value = result.path("properties").path(name);
                assertThat(value.isMissingNode()).isFalse();
                assertThat(value.isNull() ? null : value.asText()).isEqualTo(truth.get(name));
            }
        }
    }
}
