package io.hubflow.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedTablesTest {
    private record Named(String name, List<String> tables) implements Feed {}

    @Test
    void theFeedsBesideRecordsHaveTablesOfTheirOwn() {
        assertThatCode(() -> FeedTables.requireApart(SideFeeds.beside())).doesNotThrowAnyException();
    }

    @Test
    void twoFeedsThatWouldWriteOneTableAreRefused() {
        var contacts = new Named("contacts", List.of("contacts", "contacts_companies"));
        var custom = new Named("contacts_companies", List.of("Contacts_Companies"));

        assertThatThrownBy(() -> FeedTables.requireApart(List.of(contacts, custom)))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining("would be written by contacts and by contacts_companies");
    }
}
