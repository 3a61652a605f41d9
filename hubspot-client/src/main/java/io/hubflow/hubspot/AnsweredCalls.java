package io.hubflow.hubspot;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How often calls of one kind got one answer.
 *
 * @param endpoint {@code list}, {@code search}, {@code batch_read}, {@code associations}, {@code other} or {@code token}
 * @param status of HTTP; 0 for calls that got no answer
 */
public record AnsweredCalls(String endpoint, int status, long calls) {
    private record Answer(String endpoint, int status) {}

    /** Both together, each answer once, by endpoint and status. */
    public static List<AnsweredCalls> sum(List<AnsweredCalls> a, List<AnsweredCalls> b) {
        return Stream.concat(a.stream(), b.stream())
                .collect(Collectors.groupingBy(
                        one -> new Answer(one.endpoint(), one.status()), Collectors.summingLong(AnsweredCalls::calls)))
                .entrySet()
                .stream()
                .map(one ->
                        new AnsweredCalls(one.getKey().endpoint(), one.getKey().status(), one.getValue()))
                .sorted(Comparator.comparing(AnsweredCalls::endpoint).thenComparing(AnsweredCalls::status))
                .toList();
    }
}
