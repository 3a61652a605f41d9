package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A destination can show which records it holds, so that they can be looked up in HubSpot. */
abstract class IdentityContract extends ContractFixture {
    @Test
    void samplesRecordsOfEveryTableThatHasRows() {
        assertThat(destination().sampleRecords(10)).isEmpty();
        load(
                CONTACTS,
                LongStream.rangeClosed(1, 40).mapToObj(IdentityContract::row).toArray(Row[]::new));
        load(schema("deals", CONTACTS.columns().getFirst()), row(7));
        reopen();

        var samples = destination().sampleRecords(10);

        assertThat(samples).containsOnlyKeys("contacts", "deals");
        assertThat(samples.get("deals")).containsExactly(new KnownRecord(7, RowMaker.EPOCH));
        assertThat(samples.get("contacts"))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(record -> record.createdAtMillis() == RowMaker.EPOCH)
                .anyMatch(record -> record.id() <= 5)
                .anyMatch(record -> record.id() > 30);
    }

    @Test
    void tellsWhichTablesAreThere() {
        assertThat(destination().hasTable("hubspot_things")).isFalse();
        var things = new ReferenceTable("hubspot_things", CONTACTS.columns(), "", "", List.of(List.of("one")));
        destination().commit(new Commit(List.of(), List.of(), List.of(things), List.of(), List.of()));
        load(CONTACTS, row(1));

        assertThat(destination().hasTable("hubspot_things")).isTrue();
        assertThat(destination().hasTable("contacts")).isTrue();
        meanwhile("DROP TABLE hubspot_things");
        assertThat(destination().hasTable("hubspot_things")).isFalse();
    }

    @Test
    void aTableThatWasDroppedGivesNoSample() {
        load(CONTACTS, row(1));
        meanwhile("DROP TABLE contacts");

        assertThat(destination().sampleRecords(10)).isEmpty();
    }

    private static Row row(long id) {
        return RowMaker.id(id).values("a@example.com");
    }
}
