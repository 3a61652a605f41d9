package io.hubflow.nifi.fetch;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.SliceWork;
import java.util.List;

/**
 * What is read beside the records of a slice.
 *
 * @param readers of the facts of records that are there
 * @param ends of tables from which the facts of departed records are removed
 */
record SliceFacts(List<FactReader> readers, List<LinkEnd> ends) {
    SliceFacts {
        readers = List.copyOf(readers);
        ends = List.copyOf(ends);
    }

    /** @param privacy how values are stored */
    static SliceFacts of(SliceWork work, HubSpotClient client, LinkProblems problems, PrivacyRules privacy) {
        var reading = work.facts().reading(work.type(), client, work.plannedAtMillis(), problems, privacy);
        return new SliceFacts(
                reading.beside(work.type()),
                work.deletes() == DeleteMode.IGNORE ? List.of() : reading.endsOf(work.type()));
    }

    /** Tables whose facts HubSpot has refused while the slice was read. */
    List<String> lost() {
        return readers.stream()
                .filter(FactReader::isLost)
                .map(reader -> reader.table().name())
                .toList();
    }
}
