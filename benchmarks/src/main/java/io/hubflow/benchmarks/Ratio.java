package io.hubflow.benchmarks;

import java.util.Locale;
import java.util.Optional;

/**
 * A figure of one run that does not depend on how fast the machine is.
 *
 * @param line the measurement's key
 * @param kind what is compared
 */
record Ratio(String line, Kind kind, double value) {
    /** Worse by more than this is a regression; less is what two runs of the same code differ by. */
    static final double TOLERANCE = 0.15;

    /** What is compared. */
    enum Kind {
        /** Rows a second as a share of what HubSpot's limits allow. Needs a machine that is not busy. */
        SHARE_OF_QUOTA(Better.MORE, Needs.QUIET_MACHINE, "rows/s as a share of the quota"),
        /** What a run takes by the virtual clock, in which the machine plays no part. */
        VIRTUAL_SECONDS(Better.LESS, Needs.NOTHING, "seconds in virtual time"),
        /** List, search and batch-read calls. */
        CALLS_PER_THOUSAND_ROWS(Better.LESS, Needs.NOTHING, "calls a 1,000 rows"),
        /** Processor time a row, over that of {@link Calibration} in the same run. */
        CPU_OVER_CALIBRATION(Better.LESS, Needs.NOTHING, "CPU a row, over the calibration's"),
        /** Rows a second over those of HubSpot's client for Node in the same run. Needs a machine that is not busy. */
        TIMES_NODE_CLIENT(Better.MORE, Needs.QUIET_MACHINE, "rows/s over the Node client's");

        private final Better better;
        private final Needs needs;
        private final String words;

        Kind(Better better, Needs needs, String words) {
            this.better = better;
            this.needs = needs;
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean needsQuietMachine() {
            return needs == Needs.QUIET_MACHINE;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> find(String key) {
            for (var kind : values()) {
                if (kind.key().equals(key)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    private enum Better {
        MORE,
        LESS
    }

    private enum Needs {
        NOTHING,
        QUIET_MACHINE
    }

    /** By what part this is worse than the kept value: 0.2 for a fifth; negative when it is better. */
    double worseThan(double kept) {
        return kind.better == Better.MORE ? 1 - value / kept : value / kept - 1;
    }
}
