package io.hubflow.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FilterCodecTest {
    private static final RecordFilter FILTER = new RecordFilter(List.of(
            List.of(
                    new FilterCondition("amount", FilterType.NUMBER, Operator.GTE, List.of("1000")),
                    new FilterCondition("dealname", FilterType.TEXT, Operator.EQ, List.of("Kraków, \"new\""))),
            List.of(new FilterCondition("pipeline", FilterType.ENUMERATION, Operator.IN, List.of("a", "b")))));

    @Test
    void aFilterThatTravelledIsTheSame() {
        var travelled = FilterCodec.read(FilterCodec.write(FILTER));

        assertThat(travelled.conditions()).isEqualTo(FILTER.conditions());
        assertThat(travelled.groups()).isEqualTo(FILTER.groups());
        assertThat(travelled.accepts(Map.of("amount", "1e3", "dealname", "kraków, \"NEW\"")::get))
                .isTrue();
        assertThat(travelled.accepts(Map.of("amount", "999", "pipeline", "c")::get))
                .isFalse();
    }
}
