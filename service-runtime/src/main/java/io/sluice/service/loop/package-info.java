/** Work that a service does again and again: in rounds, or in batches. */
@NullMarked
package io.sluice.service.loop;

import org.jspecify.annotations.NullMarked;
