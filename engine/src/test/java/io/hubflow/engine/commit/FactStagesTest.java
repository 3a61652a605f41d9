package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryDestination;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.fact.LinkPair;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Departed records take the links that name them with them. */
final class FactStagesTest {
    private static final LinkPair PAIR = new LinkPair(type("companies"), type("contacts"));
    private static final long READ_AT = 1_700_000_000_000L;

    private final MemoryDestination destination = new MemoryDestination();

    @Test
    void linksGoWithADepartedRecordBeforeTheirTableExistsAndHoweverTheSecondIsShared() {
        try (var stages = new FactStages(destination, List.of(end(true, READ_AT + 3)))) {
            stages.forgetDeparted(List.of(gone(1)));
            commit(stages);
            // Links that were asked for before the record's end was known, and come later.
            stages.add(PAIR.factTable(), List.of(links(READ_AT + 3)));
            commit(stages);
        }

        assertThat(destination.facts(PAIR.table())).isEmpty();
    }

    @Test
    void linksOfADroppedTableThatAreReadAgainGoWithARecordThatLeavesBeforeTheyAreCommitted() {
        try (var stages = new FactStages(destination, List.of(end(false, READ_AT)))) {
            stages.add(PAIR.factTable(), List.of(links(READ_AT)));
            stages.forgetDeparted(List.of(gone(1)));
            commit(stages);
        }

        assertThat(destination.facts(PAIR.table())).isEmpty();
    }

    @Test
    void aDepartureDoesNotCreateATableThatSomebodyDropped() {
        try (var stages = new FactStages(destination, List.of(end(false, READ_AT)))) {
            stages.forgetDeparted(List.of(gone(1)));

            assertThat(stages.take()).isEmpty();
        }
    }

    private void commit(FactStages stages) {
        destination.commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of()).withFacts(stages.take()));
    }

    private static LinkEnd end(boolean begins, long newestReadingMillis) {
        return new LinkEnd(PAIR.factTable(), LinkPair.FROM, new AtomicBoolean(begins), () -> newestReadingMillis);
    }

    private static FactSet links(long readAtMillis) {
        return new FactSet(
                1, readAtMillis, List.<@Nullable Object[]>of(new @Nullable Object[] {1L, 5L, 279L, null, null}));
    }

    private static Row gone(long id) {
        return Row.tombstone(id, READ_AT, Row.NOT_MERGED, READ_AT);
    }

    private static ObjectType type(String name) {
        return new ObjectType(name, name, "", ObjectType.MODIFIED, name, false, List.of());
    }
}
