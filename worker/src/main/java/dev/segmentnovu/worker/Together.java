package dev.segmentnovu.worker;

import dev.segmentnovu.worker.novu.Bulk;
import dev.segmentnovu.worker.novu.WaitingCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which of the calls that wait go in one. Pure. */
final class Together {

  private Together() {}

  /**
   * Those of {@code others} that go in one call of {@code kind} with {@code first}, in their order,
   * as many as fit.
   *
   * @param call the call of one of them, null if it goes in none with others
   */
  static <E> List<E> with(
      WaitingCall first, Bulk kind, Collection<E> others, Function<E, @Nullable WaitingCall> call) {
    List<E> with = new ArrayList<>();
    int bytes = first.partBytes();
    for (E each : others) {
      WaitingCall other = call.apply(each);
      if (with.size() + 1 == kind.most()) {
        break;
      }
      if (other != null
          && other != first
          && other.bulk() == kind
          && bytes + other.partBytes() <= kind.mostBytes()) {
        bytes += other.partBytes();
        with.add(each);
      }
    }
    return with;
  }

  /** Takes them out, each by its identity. */
  static <E> void remove(Collection<E> from, List<E> those) {
    if (!those.isEmpty()) {
      Set<E> gone = Collections.newSetFromMap(new IdentityHashMap<>());
      gone.addAll(those);
      from.removeIf(gone::contains);
    }
  }
}
