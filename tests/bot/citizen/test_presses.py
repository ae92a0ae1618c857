"""A button's data, written without a model, is what the model reads."""

from hypothesis import given
from hypothesis import strategies as st

from bot.citizen import presses
from bot.citizen.presses import Press
from db.interviews import new_turn

ACTS = [it for name, it in vars(presses).items() if name.isupper() and isinstance(it, str)]


@given(act=st.sampled_from(ACTS), place=st.integers(0, 300) | st.just(""))
def test_a_packed_press_reads_as_itself(act, place):
    press = Press(turn=new_turn(), act=act, value=str(place))
    data = presses.packed(press.turn, press.act, press.value)
    assert data == press.pack()
    assert Press.unpack(data) == press
