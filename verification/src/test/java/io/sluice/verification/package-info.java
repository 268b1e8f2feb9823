@NullMarked
package io.sluice.verification;

import org.jspecify.annotations.NullMarked;
