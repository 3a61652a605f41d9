package io.hubflow.snowflake;

import io.hubflow.snowflake.SentSets.Sent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of each owner's set in one table of facts: its hash, and when it was read last, also when that reading found
 * nothing new and was not sent. 24 bytes an owner, in the order of the owners. Thread-safe.
 */
final class SetDigests {
    /** Of tables with more owners nothing is kept: 12 MB of memory is what a refresh of one may cost. */
    static final int MAX_OWNERS = 500_000;

    private final long[] owners;
    private final long[] hashes;
    private final long[] readAtMillis;
    /** Owners whose set was sent since, so that nothing is certain of it. */
    private final BitSet sent = new BitSet();
    /** Owners whose time of reading the warehouse does not know. */
    private final BitSet confirmed = new BitSet();

    /** What to do with a set that was read. */
    enum Verdict {
        SEND,
        /** The table holds the same. */
        SAME,
        /** The table has been told a newer one. */
        OVERTAKEN
    }

    /** Takes what is known of an owner. */
    @FunctionalInterface
    interface Consumer {
        void accept(long ownerId, long hash, long readAtMillis);
    }

    private SetDigests(long[] owners, long[] hashes, long[] readAtMillis) {
        this.owners = owners;
        this.hashes = hashes;
        this.readAtMillis = readAtMillis;
    }

    /** Takes owners in ascending order. */
    static final class Builder {
        private long[] owners = new long[16];
        private long[] hashes = new long[16];
        private long[] readAtMillis = new long[16];
        private int size;

        void add(long ownerId, long hash, long readAt) {
            if (size == owners.length) {
                owners = Arrays.copyOf(owners, size * 2);
                hashes = Arrays.copyOf(hashes, size * 2);
                readAtMillis = Arrays.copyOf(readAtMillis, size * 2);
            }
            owners[size] = ownerId;
            hashes[size] = hash;
            readAtMillis[size++] = readAt;
        }

        private void add(Map.Entry<Long, Sent> set) {
            add(set.getKey(), set.getValue().hash(), set.getValue().readAtMillis());
        }

        SetDigests build() {
            return new SetDigests(
                    Arrays.copyOf(owners, size), Arrays.copyOf(hashes, size), Arrays.copyOf(readAtMillis, size));
        }
    }

    /** What is known after these sets were written. */
    synchronized SetDigests with(SortedMap<Long, Sent> written) {
        var together = new Builder();
        var kept = new BitSet();
        var left = new TreeMap<>(written);
        for (int i = 0; i < owners.length; i++) {
            while (!left.isEmpty() && left.firstKey() < owners[i]) {
                together.add(left.pollFirstEntry());
            }
            var newer = left.remove(owners[i]);
            if (newer == null) {
                kept.set(together.size, confirmed.get(i));
                together.add(owners[i], hashes[i], readAtMillis[i]);
            } else {
                together.add(owners[i], newer.hash(), newer.readAtMillis());
            }
        }
        left.entrySet().forEach(together::add);
        var digests = together.build();
        digests.confirmed.or(kept);
        return digests;
    }

    synchronized Verdict judge(long ownerId, long hash, long readAt) {
        var place = Arrays.binarySearch(owners, ownerId);
        if (place < 0) {
            return Verdict.SEND;
        }
        if (!sent.get(place)) {
            if (readAt < readAtMillis[place]) {
                return Verdict.OVERTAKEN;
            }
            if (hash == hashes[place]) {
                confirm(place, readAt);
                return Verdict.SAME;
            }
        }
        sent.set(place);
        return Verdict.SEND;
    }

    private void confirm(int place, long readAt) {
        if (readAt > readAtMillis[place]) {
            readAtMillis[place] = readAt;
            confirmed.set(place);
        }
    }

    synchronized boolean hasConfirmed() {
        return !confirmed.isEmpty();
    }

    /** The sets that were read again after this time, found to be the same, and not sent. */
    synchronized void confirmedAfter(long millis, Consumer action) {
        for (int i = confirmed.nextSetBit(0); i >= 0; i = confirmed.nextSetBit(i + 1)) {
            if (readAtMillis[i] > millis) {
                action.accept(owners[i], hashes[i], readAtMillis[i]);
            }
        }
    }

    synchronized int size() {
        return owners.length;
    }

    /** As {@link #read} takes it. */
    synchronized void write(DataOutput out) throws IOException {
        out.writeInt(owners.length);
        for (int i = 0; i < owners.length; i++) {
            out.writeLong(owners[i]);
            out.writeLong(hashes[i]);
            out.writeLong(readAtMillis[i]);
        }
    }

    static SetDigests read(DataInput in) throws IOException {
        var digests = new Builder();
        for (int sets = in.readInt(); sets > 0; sets--) {
            digests.add(in.readLong(), in.readLong(), in.readLong());
        }
        return digests.build();
    }
}
