package io.hubflow.engine.fact;

import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;

/** Reads what belongs to the records of a pair's first type: their links to records of the second one. Thread-safe. */
public interface PairReader extends FactReader {
    static PairReader of(
            LinkPair pair,
            HubSpotClient client,
            FactClock clock,
            LinkProblems problems,
            LinkTypes types,
            PrivacyRules privacy) {
        return pair.isDealSplits()
                ? new DealSplitPairReader(pair, client, clock, problems, privacy.of(pair.to()))
                : LinkReader.of(pair, client, clock, problems, types);
    }

    LinkPair pair();

    /** The sets of these records of the first type. */
    List<FactSet> read(List<Long> ids);

    /** Ids of the records of the first type to which these records of the second type belong, as far as they can be found. */
    List<Long> findOwners(List<Long> otherIds);

    @Override
    default double callsPerRecord() {
        return pair().callsPerRecord();
    }

    @Override
    default List<FactSet> read(FactRequest request) {
        return read(request.ids());
    }
}
