package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ratios of an earlier run that later ones are compared with, in a file that is part of the project:
 * {@code {"default-portal-20000":{"share_of_quota":0.62,…},…}}.
 */
final class KeptRatios {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double ROUNDING = 1_000.0;

    private final ObjectNode byLine;

    /**
     * A ratio that is worse than the kept one by more than {@link Ratio#TOLERANCE}.
     *
     * @param by what part it is worse by: 0.2 for a fifth
     * @param sentence says which, and by how much
     */
    record Regression(double by, String sentence) {}

    private KeptRatios(ObjectNode byLine) {
        this.byLine = byLine;
    }

    /** Empty when the file is not there. */
    static KeptRatios load(Path file) throws IOException {
        return new KeptRatios(
                Files.exists(file) ? (ObjectNode) JSON.readTree(Files.readAllBytes(file)) : JSON.createObjectNode());
    }

    /**
     * Compares what was measured; what is only kept, or only measured, says nothing.
     *
     * @param busy whether other programs were running, so that speed is left out
     */
    List<Regression> regressions(List<Ratio> measured, boolean busy) {
        var regressions = new ArrayList<Regression>();
        for (var ratio : measured) {
            var kept = byLine.path(ratio.line()).path(ratio.kind().key());
            if (!kept.isNumber()
                    || kept.asDouble() == 0
                    || (busy && ratio.kind().needsQuietMachine())) {
                continue;
            }
            var worse = ratio.worseThan(kept.asDouble());
            if (worse > Ratio.TOLERANCE) {
                regressions.add(new Regression(
                        worse,
                        "%s: %s is %.3f and was %.3f: %.0f %% worse"
                                .formatted(
                                        ratio.line(),
                                        ratio.kind().words(),
                                        ratio.value(),
                                        kept.asDouble(),
                                        worse * 100)));
            }
        }
        return regressions;
    }

    /** Replaces the ratios that were measured, and leaves the others; a busy machine's speed is not kept. */
    void keep(List<Ratio> measured, boolean busy, Path file) throws IOException {
        for (var ratio : measured) {
            if (!(busy && ratio.kind().needsQuietMachine())) {
                byLine.withObject("/" + ratio.line())
                        .put(ratio.kind().key(), Math.round(ratio.value() * ROUNDING) / ROUNDING);
            }
        }
        Files.writeString(file, JSON.writeValueAsString(byLine) + "\n");
    }

    static List<Ratio> of(List<Measurement> measurements) {
        return measurements.stream().flatMap(KeptRatios::of).toList();
    }

    private static Stream<Ratio> of(Measurement line) {
        var overCalibration = line.find(Figure.CPU_MICROS_PER_ROW)
                .flatMap(micros ->
                        line.find(Figure.CALIBRATION_MICROS_PER_ROW).map(calibration -> micros / calibration));
        var virtual = line.find(Figure.VIRTUAL_SECONDS);
        // In virtual time the share follows from the seconds, which a busy machine does not spoil.
        var share = virtual.isPresent() ? Optional.<Double>empty() : line.find(Figure.SHARE_OF_CEILING);
        return Stream.of(
                        ratio(line, Ratio.Kind.VIRTUAL_SECONDS, virtual),
                        ratio(line, Ratio.Kind.SHARE_OF_QUOTA, share),
                        ratio(line, Ratio.Kind.CALLS_PER_THOUSAND_ROWS, line.find(Figure.CALLS_PER_THOUSAND_ROWS)),
                        ratio(line, Ratio.Kind.CPU_OVER_CALIBRATION, overCalibration))
                .flatMap(Optional::stream);
    }

    private static Optional<Ratio> ratio(Measurement line, Ratio.Kind kind, Optional<Double> value) {
        return value.map(found -> new Ratio(line.key(), kind, found));
    }
}
