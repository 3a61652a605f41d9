package io.hubflow.simulator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectStore;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Archived records in the order in which they were archived, with an opaque cursor. */
final class ArchivedByTime {
    private static final Comparator<CrmRecord> ORDER =
            Comparator.comparingLong(CrmRecord::leftMillis).thenComparingLong(CrmRecord::id);

    private ArchivedByTime() {}

    static ListHandler.Page page(ObjectStore store, String after, int limit) {
        Stream<CrmRecord> all = store.archivedIds().stream()
                .map(store::find)
                .flatMap(Optional::stream)
                .sorted(ORDER);
        List<CrmRecord> rest = after.isEmpty()
                ? all.limit(limit + 1L).toList()
                : all.filter(following(after)::precedesOrIs).limit(limit + 1L).toList();
        return rest.size() <= limit
                ? new ListHandler.Page(rest, "")
                : new ListHandler.Page(rest.subList(0, limit), text(rest.get(limit)));
    }

    private record Position(long millis, long id) {
        boolean precedesOrIs(CrmRecord record) {
            return record.leftMillis() > millis || (record.leftMillis() == millis && record.id() >= id);
        }
    }

    private static String text(CrmRecord next) {
        return Base64.getUrlEncoder().encodeToString((next.leftMillis() + "," + next.id()).getBytes(US_ASCII));
    }

    private static Position following(String after) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(after), US_ASCII).split(",");
            return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
            throw ListHandler.badCursor(after);
        }
    }
}
