package io.hubflow.simulator.index;

import io.hubflow.simulator.portal.CrmRecord;
import java.util.List;

/**
 * A page of matches.
 *
 * @param total all matches, not only this page's
 * @param records the versions that search knows, which may be older than what reads by id answer
 */
public record SearchPage(long total, List<CrmRecord> records) {
    /** Copies the records. */
    public SearchPage {
        records = List.copyOf(records);
    }
}
