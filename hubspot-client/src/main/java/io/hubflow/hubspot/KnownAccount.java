package io.hubflow.hubspot;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The account behind a token, once HubSpot has told it to any client of the connection. Thread-safe. */
final class KnownAccount {
    private volatile @Nullable AccountDetails last;
    private volatile Consumer<AccountDetails> watcher = account -> {};

    void told(AccountDetails account) {
        last = account;
        watcher.accept(account);
    }

    Optional<AccountDetails> last() {
        return Optional.ofNullable(last);
    }

    void watch(Consumer<AccountDetails> by) {
        watcher = by;
    }
}
