package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanvasTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The disk is full. Make room, then run the same command again: it goes on from the last checkpoint."
                        + "|The disk is full. Make room.",
                "HubSpot gave a cursor twice. Run it again.|HubSpot gave a cursor twice. It is tried again.",
                "The token may not read deals. Add the scope to the key or app in HubSpot, then run again."
                        + "|The token may not read deals. Add the scope to the key or app in HubSpot.",
                "HubSpot knows no object type deels. `hubflow discover` lists the names."
                        + "|HubSpot knows no object type deels.",
                "It is unknown. Correct the name, or run `hubflow discover` for the types of this portal."
                        + "|It is unknown. Correct the name.",
                "Read it later. Run again after midnight in the portal's time zone.|Read it later. It is tried again."
            })
    void wordsOfTheCommandLineStayOffTheCanvas(String message, String onTheCanvas) {
        assertThat(CanvasText.of(message)).isEqualTo(onTheCanvas);
    }

    @Test
    void statementsForTheWarehouseStay() {
        var message = "No right on the schema. Run GRANT USAGE ON SCHEMA HUBSPOT.CRM TO ROLE LOADER;";

        assertThat(CanvasText.of(message)).isEqualTo(message);
    }
}
