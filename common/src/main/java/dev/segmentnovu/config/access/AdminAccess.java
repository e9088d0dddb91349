package dev.segmentnovu.config.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may call the admin port. It may change while the port is open.
 *
 * @param tokens the tokens, with different names; if empty, whoever reaches the port is an operator
 * @param hosts further host names by which the port may be called, in lower case, without a port
 */
public record AdminAccess(List<AdminToken> tokens, Set<String> hosts) {

  /** No token, and no further host name. */
  public static final AdminAccess OPEN = new AdminAccess(List.of(), Set.of());

  public AdminAccess {
    tokens = List.copyOf(tokens);
    hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether callers need no token. */
  public boolean isOpen() {
    return tokens.isEmpty();
  }

  /**
   * The token that {@code presented} is; empty if it is none of them. Compares hashes, and always
   * with all tokens: the time it takes says nothing about a token, nor which of them was meant.
   */
  public Optional<AdminToken> find(String presented) {
    String hash = AdminToken.hash(presented);
    Optional<AdminToken> found = Optional.empty();
    for (AdminToken token : tokens) {
      boolean matches = token.sha256().matches(hash);
      found = matches ? Optional.of(token) : found;
    }
    return found;
  }
}
