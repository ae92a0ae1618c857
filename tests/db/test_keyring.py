"""What is sealed opens with its key in its row only; a fingerprint says nothing without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.keyring import KEY_BYTES, Keyring, WrongKeyError

KEYRING = Keyring(bytes(range(KEY_BYTES)))
OTHER = Keyring(bytes(KEY_BYTES))
TELEGRAM_ID = st.integers(1, 2**52)  # Telegram promises at most 52 significant bits


@given(st.text(), st.text())
def test_what_was_sealed_is_read_again_in_its_row(plain, row):
    assert KEYRING.unseal(KEYRING.seal(plain, row), row) == plain


@given(st.text(), st.text(), st.text())
def test_no_other_row_opens_it(plain, row, other):
    sealed = KEYRING.seal(plain, row)
    if row != other:
        with pytest.raises(WrongKeyError):
            KEYRING.unseal(sealed, other)


@given(st.text())
def test_no_other_key_opens_it(plain):
    with pytest.raises(WrongKeyError):
        OTHER.unseal(KEYRING.seal(plain, "row"), "row")


@given(st.text(), st.data())
def test_a_damaged_value_does_not_open(plain, data):
    sealed = bytearray(KEYRING.seal(plain, "row"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(WrongKeyError):
        KEYRING.unseal(bytes(sealed), "row")


@given(st.text(), st.data())
def test_a_value_cut_short_does_not_open(plain, data):
    sealed = KEYRING.seal(plain, "row")
    with pytest.raises(WrongKeyError):
        KEYRING.unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))], "row")


def test_the_same_words_sealed_twice_look_different():
    assert len({KEYRING.seal("lo mismo", "row") for _ in range(100)}) == 100


@given(TELEGRAM_ID, TELEGRAM_ID)
def test_a_fingerprint_is_always_the_same_for_one_person_and_key(one, other):
    assert KEYRING.fingerprint(one) == Keyring(bytes(range(KEY_BYTES))).fingerprint(one)
    assert (KEYRING.fingerprint(one) == KEYRING.fingerprint(other)) == (one == other)
    assert KEYRING.fingerprint(one) != OTHER.fingerprint(one)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match=f"{length} bytes, 32"):
        Keyring(bytes(length))


@given(st.uuids(), st.uuids())
def test_an_id_has_one_pseudonym_which_is_neither_it_nor_another_keys(one, other):
    assert KEYRING.pseudonym(one) == Keyring(bytes(range(KEY_BYTES))).pseudonym(one)
    assert (KEYRING.pseudonym(one) == KEYRING.pseudonym(other)) == (one == other)
    assert KEYRING.pseudonym(one) not in {OTHER.pseudonym(one), one.hex, one.hex[::-1]}
